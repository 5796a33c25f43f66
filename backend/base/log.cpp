#include "base/log.hpp"

#include <string>

#include <spdlog/sinks/stdout_sinks.h>

namespace base {

void log_to_stderr(std::string_view program, std::string_view level) {
    auto logger = std::make_shared<spdlog::logger>(
        std::string{program}, std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern("%Y-%m-%dT%H:%M:%SZ %l %n: %v", spdlog::pattern_time_type::utc);
    logger->set_level(spdlog::level::from_str(std::string{level}));
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace base
