#include "ml_automation/app/step_runner.hpp"

#include <spdlog/spdlog.h>
#include <utility>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/file.hpp"
#include "base/log.hpp"
#include "base/now.hpp"

namespace ml_automation::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

namespace {

// What a step that failed said last: why.
std::string last_word_in(const std::filesystem::path& log) {
    const auto text = base::read_file(log);
    std::string_view rest = text.ok() ? std::string_view{text.value()} : std::string_view{};
    while (rest.ends_with('\n')) {
        rest.remove_suffix(1);
    }
    const auto before = rest.rfind('\n');
    return base::message_in(
        std::string{before == std::string_view::npos ? rest : rest.substr(before + 1)});
}

}  // namespace

Result<void> StepRunner::take(api::Step step, TradingDate session) {
    const std::scoped_lock lock(mutex_);
    if (running_) {
        return Error{ErrorCode::Refused,
                     fmt::format("{} of {} has been running since {}",
                                 running_->step,
                                 running_->session,
                                 running_->since)};
    }
    running_ = api::Running{.step = std::string{api::name_of(step)},
                            .session = session.text(),
                            .since = platform::utc_text(base::now())};
    return {};
}

Result<bool> StepRunner::run_taken(api::Step step, TradingDate session, std::stop_token stop) {
    const auto end = desk_.run(step, session, std::nullopt, std::move(stop));
    const bool is_done = end.ok() && end.value().exit_code == 0;
    const auto log = desk_.log_of(step, session).string();
    const auto how = is_done    ? end.value().text
                     : end.ok() ? fmt::format("{}: {}", end.value().text, last_word_in(log))
                                : end.error().message;
    spdlog::log(is_done ? spdlog::level::info : spdlog::level::warn,
                "{} of {}: {}; log {}",
                api::name_of(step),
                session.text(),
                how,
                log);
    const std::scoped_lock lock(mutex_);
    running_.reset();
    ended_ = api::Ended{.step = std::string{api::name_of(step)},
                        .session = session.text(),
                        .how = how,
                        .is_done = is_done,
                        .log_file = log};
    if (!end.ok()) {
        return end.error();
    }
    return is_done;
}

Result<void> StepRunner::start(api::Step step) {
    const auto session = bars::last_finished_session(base::now());
    TRY(take(step, session));
    // The thread before it has ended: it gave up what it had taken as its last act.
    thread_ = std::jthread([this, step, session](std::stop_token stop) {
        static_cast<void>(run_taken(step, session, std::move(stop)));  // Said in the log.
    });
    return {};
}

Result<bool> StepRunner::run(api::Step step, TradingDate session, std::stop_token stop) {
    TRY(take(step, session));
    return run_taken(step, session, std::move(stop));
}

std::optional<api::Running> StepRunner::running() const {
    const std::scoped_lock lock(mutex_);
    return running_;
}

std::optional<api::Ended> StepRunner::ended() const {
    const std::scoped_lock lock(mutex_);
    return ended_;
}

}  // namespace ml_automation::app
