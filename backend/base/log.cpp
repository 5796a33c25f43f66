#include "base/log.hpp"

#include <ctime>
#include <spdlog/formatter.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace base {

namespace {

constexpr const char* kTextPattern = "%Y-%m-%dT%H:%M:%SZ %l %n: %v";

// ASCII alone, other characters as escapes; bytes that are no UTF-8 as U+FFFD.
std::string json_line(std::chrono::system_clock::time_point time,
                      std::string_view level,
                      std::string_view program,
                      std::string_view message) {
    using Json = nlohmann::ordered_json;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return Json{{"time",
                 fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                             fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)))},
                {"level", level},
                {"program", program},
                {"message", message}}
        .dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string_view text_of(const spdlog::string_view_t& view) {
    return {view.data(), view.size()};
}

class JsonFormatter final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& to) override {
        const auto line = json_line(message.time,
                                    text_of(spdlog::level::to_string_view(message.level)),
                                    text_of(message.logger_name),
                                    text_of(message.payload));
        to.append(line.data(), line.data() + line.size());
        to.push_back('\n');
    }
    std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<JsonFormatter>();
    }
};

std::unique_ptr<spdlog::formatter> formatter_of(LogFormat format) {
    if (format == LogFormat::Json) {
        return std::make_unique<JsonFormatter>();
    }
    return std::make_unique<spdlog::pattern_formatter>(kTextPattern,
                                                       spdlog::pattern_time_type::utc);
}

}  // namespace

Result<LogFormat> parse_log_format(std::string_view name) {
    if (name == "text") {
        return LogFormat::Text;
    }
    if (name == "json") {
        return LogFormat::Json;
    }
    return Error{ErrorCode::Usage, fmt::format("log format '{}': allowed are text and json", name)};
}

void log_to_stderr(std::string_view program, std::string_view level, LogFormat format) {
    auto logger = std::make_shared<spdlog::logger>(
        std::string{program}, std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_formatter(formatter_of(format));
    logger->set_level(spdlog::level::from_str(std::string{level}));
    spdlog::set_default_logger(std::move(logger));
}

Result<void> log_to_file_too(const LogFile& file, LogFormat format) {
    std::error_code ignored;  // Opening the file reports a folder that cannot be made.
    std::filesystem::create_directories(file.path.parent_path(), ignored);
    try {
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            file.path.string(), file.bytes_max, file.kept);
        sink->set_formatter(formatter_of(format));
        const auto logger = spdlog::default_logger();
        logger->sinks().push_back(std::move(sink));
        logger->flush_on(spdlog::level::info);  // A server that is killed has said all it said.
        return {};
    } catch (const spdlog::spdlog_ex& exception) {
        return Error{
            ErrorCode::Failed,
            fmt::format("{}: cannot be written: {}", file.path.string(), exception.what())};
    }
}

void print_failure(std::string_view program, std::string_view message, LogFormat format) {
    if (format == LogFormat::Text) {
        fmt::print(stderr, "{}: {}\n", program, message);
        return;
    }
    fmt::print(
        stderr, "{}\n", json_line(std::chrono::system_clock::now(), "error", program, message));
}

std::string message_in(std::string_view line) {
    if (!line.starts_with('{')) {
        return std::string{line};
    }
    const auto document = nlohmann::json::parse(line, nullptr, false);
    const bool is_ours =
        document.is_object() && document.contains("message") && document["message"].is_string();
    return is_ours ? document["message"].get<std::string>() : std::string{line};
}

}  // namespace base
