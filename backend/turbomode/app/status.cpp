// turbomode status: the home on one screen. A part that cannot be read says why; the others stand.
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "turbomode/api/alerts_json.hpp"
#include "turbomode/api/runs_json.hpp"
#include "turbomode/app/alert_desk.hpp"
#include "turbomode/app/home_look.hpp"
#include "turbomode/app/job_desk.hpp"
#include "turbomode/store/backup.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;
using base::TradingDate;
using nlohmann::ordered_json;

namespace {

// One line of the screen, more where there is more to say, and its member of the document.
struct Part {
    ordered_json json;
    std::string text;
};

// What all parts look at.
struct Look {
    const Context& context;
    const platform::Config& config;
    const platform::TimeZone& new_york;
    platform::TimePoint now;
    TradingDate tonight;  // The last finished session.
};

std::string_view words_of(store::RunState state) {
    switch (state) {
        case store::RunState::Published:
            return "published";
        case store::RunState::NoEdge:
            return "no stock was worth a signal";
        case store::RunState::DataIncomplete:
            return "too few stocks had prices";
        case store::RunState::Suspect:
            return "the scores looked wrong, nothing was published";
        case store::RunState::MarketClosed:
            return "the market was closed";
        case store::RunState::Failed:
            return "failed";
    }
    CHECK(false);
}

std::string in_new_york(const Look& look, const std::string& utc) {
    const auto time = platform::parse_rfc3339_utc(utc);
    return time.ok() ? look.new_york.rfc3339(time.value()) : utc;
}

Part last_night_part(const Look& look, const std::optional<store::Run>& run) {
    if (!run) {
        return {.json = nullptr, .text = "none; run turbomode scan"};
    }
    const bool is_shown = store::shows_signals(run->state);
    const auto published_at =
        run->published_at.empty() ? std::string{} : in_new_york(look, run->published_at);
    auto text = fmt::format(
        "{} {}: {}{}\n{} of {} members had prices ({:.1f} %); {} opened, {} "
        "closed, {} active",
        run->session.text(),
        store::name_of(run->state),
        words_of(run->state),
        published_at.empty() ? "" : ", " + published_at,
        run->fresh_count,
        run->universe_count,
        100.0 * run->coverage(),
        run->signals_opened,
        run->signals_closed,
        run->signals_active);
    if (!is_shown) {
        text += "\n" + run->message;
    }
    if (run->session < look.tonight) {
        text += fmt::format("\nthe night of {} is not there yet", look.tonight.text());
    }
    return {.json = {{"session", run->session.text()},
                     {"state", store::name_of(run->state)},
                     {"words", words_of(run->state)},
                     {"published_at",
                      published_at.empty() ? ordered_json(nullptr) : ordered_json(published_at)},
                     {"coverage", run->coverage()},
                     {"signals_opened", run->signals_opened},
                     {"signals_closed", run->signals_closed},
                     {"signals_active", run->signals_active},
                     {"message", is_shown ? "" : run->message},
                     {"is_latest", run->session >= look.tonight}},
            .text = std::move(text)};
}

// What the jobs' database tells; a home that never ran a job has none.
struct JobsLook {
    std::optional<scheduler::Status> scheduler;
    std::optional<jobs::Job> running;
    std::optional<jobs::Progress> progress;
};

Result<JobsLook> look_at_jobs(const Look& look) {
    JobsLook found;
    std::error_code error;
    if (!std::filesystem::exists(look.context.at(look.config.paths.jobs_db), error)) {
        return found;
    }
    const platform::SystemClock clock;
    TRY_ASSIGN(const auto runner, open_runner(look.context, look.config, clock));
    TRY_ASSIGN(found.scheduler,
               scheduler::status_of(schedule_of(look.config),
                                    *runner,
                                    home_facts_of(look.context, look.config),
                                    look.now,
                                    look.new_york));
    TRY_ASSIGN(const auto latest, runner->latest(20));
    const auto running = std::ranges::find(latest, jobs::State::Running, &jobs::Job::state);
    if (running != latest.end()) {
        found.running = *running;
        found.progress = runner->progress_of(*running);
    }
    return found;
}

Part next_run_part(const Look& look, const JobsLook& jobs) {
    const auto schedule = schedule_of(look.config);
    const auto next = scheduler::next_night(schedule, look.now, look.new_york);
    const auto waits_for = jobs.scheduler ? jobs.scheduler->waits_for : "";
    const auto at =
        next ? look.new_york.rfc3339(scheduler::night_time(schedule, *next, look.new_york)) : "";
    ordered_json json{{"at", nullptr}, {"session", nullptr}, {"waits_for", nullptr}};
    if (next) {
        json["at"] = at;
        json["session"] = next->text();
    }
    if (!waits_for.empty()) {
        json["waits_for"] = waits_for;
    }
    return {.json = std::move(json),
            .text = next ? fmt::format("the night of {}, {}{}",
                                       next->text(),
                                       at,
                                       waits_for.empty() ? "" : "; waits for " + waits_for)
                         : "none: the trading calendar of this build has ended"};
}

Part scheduler_part(const Look& look, const JobsLook& jobs) {
    const auto server = server_of(look.context, look.config);
    const bool is_on = jobs.scheduler && jobs.scheduler->is_on;
    const std::string_view standing = !jobs.scheduler ? "never started" : is_on ? "on" : "off";
    std::string text = fmt::format("{}, {}",
                                   standing,
                                   server ? *server
                                          : "and no server runs on this home, so nothing happens "
                                            "by itself: turbomode serve");
    if (server && jobs.scheduler && !is_on) {
        text += "; switch it on: POST /turbomode/scheduler/start, or the operations page";
    }
    return {.json = {{"enabled", is_on},
                     {"server", server ? ordered_json(*server) : ordered_json(nullptr)}},
            .text = std::move(text)};
}

Part job_part(const JobsLook& jobs) {
    if (!jobs.running) {
        return {.json = nullptr, .text = "none runs"};
    }
    return {
        .json = api::job_json(*jobs.running, jobs.progress),
        .text = fmt::format(
            "{} runs since {}{}",
            jobs.running->id,
            platform::rfc3339_utc(jobs.running->started_at),
            jobs.progress ? fmt::format(": {} %, {}", jobs.progress->percent, jobs.progress->label)
                          : "")};
}

Result<Part> data_part(const Look& look) {
    const auto reader =
        market_data::Reader::open(look.context.at(look.config.paths.market_data_db));
    if (!reader.ok() && reader.error().code == ErrorCode::NotFound) {
        return Part{.json = nullptr, .text = "no prices; run market_data update or simulate"};
    }
    if (!reader.ok()) {
        return reader.error();
    }
    TRY_ASSIGN(const auto summary, reader.value().summary());
    TRY_ASSIGN(const auto members, reader.value().members_on(look.tonight));
    std::string until = "no bar";
    ordered_json behind = nullptr;
    if (summary.last_bar) {
        const int sessions = *summary.last_bar < look.tonight
                                 ? bars::sessions_in(*summary.last_bar, look.tonight)
                                 : 0;
        behind = sessions;
        until =
            fmt::format("until {}, {}",
                        summary.last_bar->text(),
                        sessions == 0 ? "the last finished session"
                                      : fmt::format("{} sessions before the last finished one, {}",
                                                    sessions,
                                                    look.tonight.text()));
    }
    return Part{.json = {{"source", summary.source},
                         {"simulated", summary.simulated()},
                         {"last_bar",
                          summary.last_bar ? ordered_json(summary.last_bar->text())
                                           : ordered_json(nullptr)},
                         {"last_finished_session", look.tonight.text()},
                         {"sessions_behind", behind},
                         {"members", members.size()},
                         {"quarantined", summary.quarantined}},
                .text = fmt::format("{}, {}; {} members, {} bars held back",
                                    summary.source.empty() ? "no source" : summary.source,
                                    until,
                                    members.size(),
                                    summary.quarantined)};
}

Part model_part(const std::optional<ChampionLook>& champion) {
    if (!champion) {
        return {.json = nullptr, .text = "none; run turbomode train"};
    }
    const auto date = [](const std::optional<TradingDate>& day) {
        return day ? ordered_json(day->text()) : ordered_json(nullptr);
    };
    std::string text = champion->id;
    if (champion->as_of) {
        text += fmt::format(
            ", {} days old: {}",
            champion->age_days,
            champion->is_expired ? fmt::format("expired on {}, it scores nothing; run turbomode "
                                               "train",
                                               champion->expires_on->text())
            : champion->is_stale ? fmt::format("stale, expires on {}; run turbomode train",
                                               champion->expires_on->text())
                                 : fmt::format("stale on {}, expires on {}",
                                               champion->stale_on->text(),
                                               champion->expires_on->text()));
    }
    text += champion->challenger ? "; challenger " + *champion->challenger : "";
    text += champion->fault.empty() ? "" : "\nunusable: " + champion->fault;
    return {
        .json = {{"id", champion->id},
                 {"as_of", date(champion->as_of)},
                 {"age_days",
                  champion->as_of ? ordered_json(champion->age_days) : ordered_json(nullptr)},
                 {"stale", champion->is_stale},
                 {"stale_on", date(champion->stale_on)},
                 {"expired", champion->is_expired},
                 {"expires_on", date(champion->expires_on)},
                 {"challenger",
                  champion->challenger ? ordered_json(*champion->challenger)
                                       : ordered_json(nullptr)},
                 {"fault",
                  champion->fault.empty() ? ordered_json(nullptr) : ordered_json(champion->fault)}},
        .text = std::move(text)};
}

Result<Part> alerts_part(const Look& look) {
    TRY_ASSIGN(const auto open, alerts_of(look.context, look.config, false));
    auto rows = ordered_json::array();
    std::string text = open.empty() ? "none is open" : fmt::format("{} open", open.size());
    for (const auto& alert : open) {
        rows.push_back(api::alert_json(alert));
        text += fmt::format("\n{} {}: {}", alerts::name_of(alert.severity), alert.key, alert.text);
    }
    return Part{.json = {{"count", open.size()}, {"open", std::move(rows)}},
                .text = std::move(text)};
}

Part backup_part(const Look& look) {
    const auto backups = store::backups_in(look.context.at(look.config.paths.backups_dir));
    if (backups.empty()) {
        return {.json = nullptr, .text = "none; run turbomode backup"};
    }
    const auto time = store::time_of_backup(backups.front());
    const auto made = platform::parse_rfc3339_utc(time);
    return {.json = {{"path", backups.front().string()}, {"at", time}, {"count", backups.size()}},
            .text = fmt::format("{}{}; {} kept",
                                backups.front().string(),
                                made.ok() && made.value() <= look.now
                                    ? ", " + duration_text(look.now - made.value()) + " old"
                                    : "",
                                backups.size())};
}

Result<Part> disk_part(const Look& look) {
    std::error_code error;
    const auto space = std::filesystem::space(look.context.home, error);
    if (error) {
        return Error{ErrorCode::Failed, fmt::format("{}: {}", look.context.home, error.message())};
    }
    const auto& paths = look.config.paths;
    const auto size_of = [&](const std::string& path) {
        return bytes_at(look.context.at(path));
    };
    const auto prices = size_of(paths.market_data_db);
    const auto signals = size_of(paths.turbomode_db);
    const auto jobs = size_of(paths.jobs_db);
    const auto models = size_of(paths.models_dir);
    return Part{.json = {{"free_bytes", space.available},
                         {"total_bytes", space.capacity},
                         {"market_data_db_bytes", prices},
                         {"turbomode_db_bytes", signals},
                         {"jobs_db_bytes", jobs},
                         {"models_bytes", models}},
                .text = fmt::format("{} free of {}; prices {}, signals {}, jobs {}, models {}",
                                    bytes_text(space.available),
                                    bytes_text(space.capacity),
                                    bytes_text(prices),
                                    bytes_text(signals),
                                    bytes_text(jobs),
                                    bytes_text(models))};
}

// The screen as it grows, and the first thing that went wrong.
class Screen {
public:
    explicit Screen(const std::string& home) { add_line("home", home); }

    void add(const char* member, std::string_view label, Result<Part> part) {
        if (!part.ok()) {
            add_line(label, "cannot be told: " + part.error().message);
            document_[member] = {{"error", part.error().message}};
            if (!error_) {
                error_ = std::move(part).take_error();
            }
            return;
        }
        add_line(label, part.value().text);
        document_[member] = std::move(part).value().json;
    }
    ordered_json& document() { return document_; }
    const std::string& text() const { return text_; }
    const std::optional<Error>& error() const { return error_; }

private:
    void add_line(std::string_view label, std::string_view words) {
        text_ += fmt::format("{:<11}", label);
        for (const char character : words) {
            text_ += character;
            if (character == '\n') {
                text_ += std::string(11, ' ');
            }
        }
        text_ += '\n';
    }

    ordered_json document_;
    std::string text_;
    std::optional<Error> error_;
};

struct NightsLook {
    std::optional<store::Run> newest;
    std::optional<store::Run> shown;
    std::size_t active = 0;
};

Result<NightsLook> look_at_nights(const Look& look) {
    NightsLook nights;
    const auto views = store::open_views(look.context.at(look.config.paths.turbomode_db));
    if (!views.ok()) {
        return views.error().code == ErrorCode::NotFound ? Result<NightsLook>{nights}
                                                         : Result<NightsLook>{views.error()};
    }
    TRY_ASSIGN(const auto runs, views.value()->runs(1));
    TRY_ASSIGN(nights.shown, views.value()->last_shown());
    if (!runs.empty()) {
        nights.newest = runs.front();
    }
    if (nights.shown) {
        TRY_ASSIGN(const auto active, views.value()->active_on(nights.shown->session));
        nights.active = active.size();
    }
    return nights;
}

// A part of what was looked at, or the reason why it could not be.
template <typename Looked, typename Work>
Result<Part> part_of(const Result<Looked>& looked, const Work& work) {
    return looked.ok() ? Result<Part>{work(looked.value())} : Result<Part>{looked.error()};
}

Result<ExitCode> status(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto zone, platform::TimeZone::find("America/New_York"));
    const auto now = base::now();
    const Look look{.context = context,
                    .config = config,
                    .new_york = zone,
                    .now = now,
                    .tonight = bars::last_finished_session(now)};
    const auto nights = look_at_nights(look);
    const auto jobs = look_at_jobs(look);
    const auto champion = look_at_champion(context, config, look.tonight);

    Screen screen(context.home);
    auto& document = screen.document();
    document["home"] = context.home;
    document["champion"] = champion.ok() && champion.value() ? ordered_json(champion.value()->id)
                                                             : ordered_json(nullptr);
    document["last_run"] = nights.ok() && nights.value().newest
                               ? ordered_json(api::run_json(*nights.value().newest))
                               : ordered_json(nullptr);
    document["active_signals"] = nights.ok() ? nights.value().active : 0;
    screen.add("last_night", "last night", part_of(nights, [&](const NightsLook& found) {
                   return last_night_part(look, found.newest);
               }));
    screen.add("signals", "signals", part_of(nights, [&](const NightsLook& found) {
                   const auto of = found.shown ? found.shown->session.text() : "";
                   return Part{.json = {{"active", found.active}, {"as_of", of}},
                               .text = fmt::format("{} active{}",
                                                   found.active,
                                                   of.empty() ? "" : ", of the night of " + of)};
               }));
    screen.add("next_run", "next", part_of(jobs, [&](const JobsLook& found) {
                   return next_run_part(look, found);
               }));
    screen.add("scheduler", "scheduler", part_of(jobs, [&](const JobsLook& found) {
                   return scheduler_part(look, found);
               }));
    screen.add("alerts", "alerts", alerts_part(look));
    screen.add("data", "prices", data_part(look));
    screen.add("model", "model", part_of(champion, model_part));
    screen.add("job", "job", part_of(jobs, job_part));
    screen.add("backup", "backup", backup_part(look));
    screen.add("disk", "disk", disk_part(look));
    answer(context, document, screen.text());
    return screen.error() ? Result<ExitCode>{*screen.error()} : ExitCode::Done;
}

}  // namespace

void add_status(CLI::App& program, const Context& context, Command& command) {
    auto* showing = program.add_subcommand(
        "status", "Last night, the next one, prices, model, jobs, backups and disk on one screen");
    showing->footer(
        "Fails when a part cannot be read, and shows the others all the same; turbomode doctor\n"
        "says what to do.\n\n"
        "Example:\n  turbomode status --json");
    showing->callback([&context, &command] {
        command = [&context] {
            return status(context);
        };
    });
}

}  // namespace turbomode::app
