#include "ml_automation/app/desk.hpp"

#include <fmt/format.h>

namespace ml_automation::app {

std::filesystem::path Desk::log_of(api::Step step, base::TradingDate session) const {
    return context_.at(config_.paths.logs_dir) /
           fmt::format("{}-{}.log", api::name_of(step), session.text());
}

base::Result<platform::ChildEnd> Desk::run(api::Step step,
                                           base::TradingDate session,
                                           std::optional<platform::TimePoint> now,
                                           std::stop_token stop) const {
    platform::ChildCommand command{.program = context_.executable,
                                   .arguments = {std::string{api::name_of(step)},
                                                 "--as-of",
                                                 session.text(),
                                                 "--home",
                                                 context_.home},
                                   .log_file = log_of(step, session)};
    if (!context_.config_file.empty()) {
        command.arguments.insert(command.arguments.end(), {"--config", context_.config_file});
    }
    if (now) {
        command.environment.push_back("TURBOMODE_NOW=" + platform::utc_text(*now));
    }
    command.time_limit = std::chrono::minutes{config_.schedule.time_limit_minutes};
    return platform::run_child(command, std::move(stop));
}

}  // namespace ml_automation::app
