#include "turbomode/scheduler/plan.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/check.hpp"

namespace turbomode::scheduler {

using base::TradingDate;
using jobs::Job;
using jobs::Kind;
using jobs::State;
using platform::TimePoint;

namespace {

constexpr int kTrainingAttemptsMax = 3;
constexpr int kUpkeepAttemptsMax = 3;
constexpr int kTrainingDaysMax = 400;  // Between two of them, by any rule.
constexpr int kRefused = 3;            // Exit code: by the gate, a lock or a safety rule.
constexpr int kRefusalsMax = 24;       // Of a training, beside its attempts: about a day.
constexpr std::chrono::hours kLookAgain{24};

bool is_training_day(const Schedule& schedule, TradingDate date) {
    if (date.weekday() != schedule.training_day) {
        return false;
    }
    const auto civil = date.civil();
    const auto month = static_cast<unsigned>(civil.month());
    const bool is_first = static_cast<unsigned>(civil.day()) <= 7;
    switch (schedule.training) {
        case Training::Manual:
            return false;
        case Training::Weekly:
            return true;
        case Training::Biweekly:
            return date.days_since_1970() / 7 % 2 == 0;
        case Training::Monthly:
            return is_first;
        case Training::Quarterly:
            return is_first && month % 3 == 1;
        case Training::Yearly:
            return is_first && month == 1;
    }
    CHECK(false);
}

// From today on in steps of a day, `direction` 1 or -1: the first training day that fits.
template <typename Fits>
std::optional<TradingDate> nearest_training(const Schedule& schedule,
                                            TimePoint now,
                                            int direction,
                                            const Fits& fits) {
    if (schedule.training == Training::Manual) {
        return std::nullopt;
    }
    const auto today = bars::new_york_date(now);
    for (int days = 0; days <= kTrainingDaysMax; ++days) {
        const auto date = today.plus_days(direction * days);
        if (is_training_day(schedule, date) && fits(date)) {
            return date;
        }
    }
    CHECK(false);
}

// All that planning asks of the past.
class Planner {
public:
    Planner(const Schedule& schedule,
            const Past& past,
            TimePoint now,
            const platform::TimeZone& new_york)
        : schedule_(schedule), past_(past), now_(now), new_york_(new_york) {}

    Plan plan() {
        night();
        if (!plan_.step && is_night_settled_) {
            training();
        }
        if (!plan_.step && is_night_settled_) {
            upkeep(Kind::Backup, past_.last_night ? past_.last_night->text() : "");
        }
        if (plan_.step) {
            plan_.waits_for.clear();
        }
        return std::move(plan_);
    }

private:
    using Jobs = std::vector<Job>;

    // The newest of that kind and key; the end when there is none.
    Jobs::const_iterator newest(Kind kind, const std::string& key) const {
        return std::ranges::find_if(
            past_.jobs, [&](const Job& job) { return job.kind == kind && job.key == key; });
    }
    int count(Kind kind, const std::string& key) const {
        return static_cast<int>(std::ranges::count_if(
            past_.jobs, [&](const Job& job) { return job.kind == kind && job.key == key; }));
    }

    // Interrupted with whoever ran it, so that it was no real attempt; but not for ever.
    bool is_to_be_repeated(const Job& job) const {
        return job.state == State::Interrupted && count(job.kind, job.key) < schedule_.attempts_max;
    }

    void wake_at(TimePoint time, std::string why) {
        if (plan_.waits_for.empty() || time < plan_.wake_at) {
            plan_.wake_at = time;
            plan_.waits_for = std::move(why);
        }
    }

    // Sessions whose night is due and not settled, oldest first.
    std::vector<TradingDate> due_sessions() const {
        auto session = last_due_night(schedule_, now_, new_york_);
        std::vector<TradingDate> due;
        // Without any night yet there is nothing to make up for: the latest is enough.
        const auto count_max =
            past_.last_night ? static_cast<std::size_t>(schedule_.catch_up_sessions_max) : 1U;
        while (session && due.size() < count_max &&
               (!past_.last_night || *session > *past_.last_night)) {
            due.push_back(*session);
            session = bars::previous_session(*session);
        }
        std::ranges::reverse(due);
        return due;
    }

    void night() {
        if (const auto next = next_night(schedule_, now_, new_york_)) {
            wake_at(night_time(schedule_, *next, new_york_), "the night of " + next->text());
        } else {
            wake_at(now_ + kLookAgain, "the end of the trading calendar");
        }
        const auto due = due_sessions();
        if (due.empty()) {
            return;
        }
        const auto last = due.back().text();
        const auto update = newest(Kind::Update, last);
        if (update == past_.jobs.end() || is_to_be_repeated(*update)) {
            plan_.step = Step{Kind::Update, last};
            return;
        }
        for (const auto session : due) {
            const auto scan = newest(Kind::Scan, session.text());
            const bool is_older = scan > update;  // Than the update; none at all is too.
            if (is_older || is_to_be_repeated(*scan)) {
                plan_.step = Step{Kind::Scan, session.text()};
                return;
            }
        }
        try_again(last);
    }

    // All sessions that are due were scanned, and the last is not settled.
    void try_again(const std::string& session) {
        const int attempts = count(Kind::Update, session);
        if (attempts >= schedule_.attempts_max) {
            return;  // The next session's night makes up for it.
        }
        const auto scan = newest(Kind::Scan, session);
        const auto again = scan->finished_at.value_or(scan->started_at) + pause_after(attempts);
        if (again <= now_) {
            plan_.step = Step{Kind::Update, session};
            return;
        }
        is_night_settled_ = false;
        wake_at(again,
                fmt::format("attempt {} of {} at the night of {}",
                            attempts + 1,
                            schedule_.attempts_max,
                            session));
    }

    void training() {
        const auto next = next_training(schedule_, now_, new_york_);
        if (next) {
            wake_at(new_york_.at(*next, schedule_.training_at), "the training of " + next->text());
        }
        const auto due = last_training(schedule_, now_, new_york_);
        if (!due || new_york_.at(*due, schedule_.training_at) < past_.on_since) {
            return;
        }
        const auto last = newest(Kind::Train, due->text());
        const bool is_settled = last != past_.jobs.end() &&
                                (last->state == State::Done || last->state == State::Cancelled ||
                                 (last->exit_code == kRefused && has_model_of(*due)));
        if (!is_settled) {
            attempt(Kind::Train,
                    due->text(),
                    kTrainingAttemptsMax + std::min(refusals(due->text()), kRefusalsMax));
        } else if (last->state == State::Done) {
            upkeep(Kind::Prune, due->text());
        }
    }

    // A model that knows what a training due on that day was to know.
    bool has_model_of(TradingDate due) const {
        return past_.newest_model &&
               *past_.newest_model >=
                   bars::last_finished_session(new_york_.at(due, schedule_.training_at));
    }

    int refusals(const std::string& key) const {
        return static_cast<int>(std::ranges::count_if(past_.jobs, [&](const Job& job) {
            return job.kind == Kind::Train && job.key == key && job.exit_code == kRefused;
        }));
    }

    void upkeep(Kind kind, const std::string& key) {
        const auto last = newest(kind, key);
        const bool is_settled = last != past_.jobs.end() &&
                                (last->state == State::Done || last->state == State::Cancelled);
        if (!key.empty() && !is_settled) {
            attempt(kind, key, kUpkeepAttemptsMax);
        }
    }

    void attempt(Kind kind, const std::string& key, int attempts_max) {
        const int attempts = count(kind, key);
        if (attempts >= attempts_max) {
            return;
        }
        if (attempts > 0) {
            const auto last = newest(kind, key);
            const auto again = last->finished_at.value_or(last->started_at) + pause_after(attempts);
            if (again > now_) {
                wake_at(again,
                        fmt::format("attempt {} of {} at {} {}",
                                    attempts + 1,
                                    attempts_max,
                                    name_of(kind),
                                    key));
                return;
            }
        }
        plan_.step = Step{kind, key};
    }

    const Schedule& schedule_;
    const Past& past_;
    TimePoint now_;
    const platform::TimeZone& new_york_;
    Plan plan_;
    bool is_night_settled_ = true;  // Published, or given up: nothing of it will be tried again.
};

}  // namespace

std::string_view name_of(Training training) {
    switch (training) {
        case Training::Manual:
            return "manual";
        case Training::Weekly:
            return "weekly";
        case Training::Biweekly:
            return "biweekly";
        case Training::Monthly:
            return "monthly";
        case Training::Quarterly:
            return "quarterly";
        case Training::Yearly:
            return "yearly";
    }
    CHECK(false);
}

base::Result<Training> parse_training(std::string_view name) {
    for (const auto training : kTrainings) {
        if (name_of(training) == name) {
            return training;
        }
    }
    return base::Error{base::ErrorCode::Usage,
                       fmt::format("'{}' is no schedule of trainings", name)};
}

Plan plan(const Schedule& schedule,
          const Past& past,
          TimePoint now,
          const platform::TimeZone& new_york) {
    return Planner(schedule, past, now, new_york).plan();
}

TimePoint night_time(const Schedule& schedule,
                     TradingDate session,
                     const platform::TimeZone& new_york) {
    return new_york.at(session, schedule.night_at);
}

std::optional<TradingDate> next_night(const Schedule& schedule,
                                      TimePoint now,
                                      const platform::TimeZone& new_york) {
    const auto today = bars::new_york_date(now);
    auto session = bars::is_session(today) ? std::optional{today} : bars::next_session(today);
    while (session && night_time(schedule, *session, new_york) <= now) {
        session = bars::next_session(*session);
    }
    return session;
}

std::optional<TradingDate> last_due_night(const Schedule& schedule,
                                          TimePoint now,
                                          const platform::TimeZone& new_york) {
    const auto session = bars::session_at_or_before(bars::new_york_date(now));
    const bool is_due = session && night_time(schedule, *session, new_york) <= now;
    return !session || is_due ? session : bars::previous_session(*session);
}

std::optional<TradingDate> next_training(const Schedule& schedule,
                                         TimePoint now,
                                         const platform::TimeZone& new_york) {
    return nearest_training(schedule, now, 1, [&](TradingDate date) {
        return new_york.at(date, schedule.training_at) > now;
    });
}

std::optional<TradingDate> last_training(const Schedule& schedule,
                                         TimePoint now,
                                         const platform::TimeZone& new_york) {
    return nearest_training(schedule, now, -1, [&](TradingDate date) {
        return new_york.at(date, schedule.training_at) <= now;
    });
}

std::chrono::minutes pause_after(int attempts) {
    constexpr std::array kPauses{5, 10, 20, 40, 60};
    const auto index = std::clamp(attempts - 1, 0, static_cast<int>(kPauses.size()) - 1);
    return std::chrono::minutes{kPauses[static_cast<std::size_t>(index)]};
}

}  // namespace turbomode::scheduler
