#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "ml_automation/cycle/steps.hpp"

namespace ml_automation::cycle {

using base::Result;
using base::TradingDate;

namespace {

// What was done, in one line.
Result<std::string> all_steps(const Workplace& work, TradingDate session) {
    TRY_ASSIGN(const auto scanned, scan(work, session));
    TRY_ASSIGN(const auto learned, learn(work, session));
    auto text = fmt::format(
        "scanned {} of {} members{}, bought {}, closed {}",
        scanned.stocks.size(),
        scanned.members,
        scanned.model_id.empty() ? " by the analysers alone" : " with " + scanned.model_id,
        learned.opened,
        learned.closed);
    TRY_ASSIGN(const auto due, training_due(work, session));
    if (due) {
        TRY_ASSIGN(const auto training, train(work, session, *due));
        text += training.model_id.empty()
                    ? fmt::format(", no training: {}", training.message)
                    : fmt::format(", trained {} {} edge",
                                  training.model_id,
                                  training.has_edge ? "with an" : "without an");
    }
    TRY(watch_promise(work));
    return text;
}

// Prices that are not there yet are waited for; being behind has an alert of its own.
std::optional<std::string> alarming(const Result<std::string>& text, TradingDate session) {
    if (text.ok() || text.error().code == base::ErrorCode::NotEnoughData) {
        return std::nullopt;
    }
    return fmt::format("the cycle of {} failed: {}", session.text(), text.error().message);
}

// Behind by more sessions than is allowed, with the reason; nothing once a cycle is done.
std::optional<std::string> behind(const Workplace& work,
                                  const Result<std::string>& text,
                                  const std::optional<TradingDate>& last_done,
                                  TradingDate session) {
    const int sessions = last_done ? bars::sessions_in(*last_done, session) : 0;
    if (text.ok() || sessions <= work.rules.sessions_behind_max) {
        return std::nullopt;
    }
    return fmt::format("the last cycle that was done is of {}, {} sessions before {}: {}",
                       last_done->text(),
                       sessions,
                       session.text(),
                       text.error().message);
}

}  // namespace

Result<store::Cycle> run(const Workplace& work, TradingDate session) {
    store::Cycle cycle{.session = session};
    cycle.started_at = platform::utc_text(work.now());
    auto text = all_steps(work, session);
    cycle.state = text.ok() ? store::CycleState::Done : store::CycleState::Failed;
    cycle.ended_at = platform::utc_text(work.now());
    cycle.message = text.ok() ? text.value() : text.error().message;
    TRY_ASSIGN(const auto last_done, work.store.last_done());
    // An old session that is refused does not undo the record of its own success.
    if (text.ok() || !last_done || *last_done < session) {
        TRY(work.store.write_cycle(cycle));
        TRY(work.store.set_alert("failed", alarming(text, session), cycle.ended_at));
        TRY(work.store.set_alert("behind", behind(work, text, last_done, session), cycle.ended_at));
    }
    if (!text.ok()) {
        return std::move(text).take_error();
    }
    return cycle;
}

}  // namespace ml_automation::cycle
