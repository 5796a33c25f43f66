// The doctor's checks of what lies in a home: databases, ledger, model, prices, backups.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bars/calendar.hpp"
#include "base/sqlite.hpp"
#include "turbomode/app/doctor.hpp"
#include "turbomode/app/home_look.hpp"
#include "turbomode/jobs/job_store.hpp"
#include "turbomode/models/artefact.hpp"
#include "turbomode/store/backup.hpp"
#include "turbomode/store/ledger.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::app {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;
using enum Health;
using Findings = std::vector<Finding>;

// A night's prices may come late by one session; after that the vendor or the scheduler is dead.
constexpr int kSessionsLateMax = 1;

// What a database is for, in a remedy.
struct DatabaseWords {
    std::string_view missing;  // What to do when there is none.
    std::string_view damaged;
    std::string_view older;  // Who brings older tables up to date.
};

// Opened, ours, of this build's version and whole; or the one thing that is wrong.
Finding finding_of(const fs::path& path,
                   const Result<std::vector<std::string>>& faults,
                   const DatabaseWords& words) {
    if (faults.ok() && faults.value().empty()) {
        return {.health = Ok,
                .what = fmt::format("{}: whole, {}", path.string(), bytes_text(bytes_at(path)))};
    }
    if (faults.ok()) {
        return {.health = Fault,
                .what = fmt::format("{}: damaged: {}", path.string(), faults.value().front()),
                .remedy = std::string{words.damaged}};
    }
    const auto& error = faults.error();
    switch (error.code) {
        case ErrorCode::NotFound:
            return {.health = Warning, .what = error.message, .remedy = std::string{words.missing}};
        case ErrorCode::Corruption:
            return {.health = Fault, .what = error.message, .remedy = std::string{words.damaged}};
        case ErrorCode::Refused:
            return {.health = Fault,
                    .what = error.message,
                    .remedy = fmt::format("if its tables are older, {}; if it is another "
                                          "program's, move it away, or set [paths] right",
                                          words.older)};
        default:
            return {.health = Fault,
                    .what = error.message,
                    .remedy =
                        "see who may read and write it, and whether its disk is mounted "
                        "read-only"};
    }
}

Result<std::vector<std::string>> signal_faults(const fs::path& path) {
    TRY(store::open_views(path));
    return base::integrity_faults(path);
}

Result<std::vector<std::string>> job_faults(const fs::path& path) {
    TRY(jobs::JobStore::open_read_only(path));
    return base::integrity_faults(path);
}

Result<std::vector<std::string>> price_faults(const fs::path& path) {
    TRY_ASSIGN(const auto reader, market_data::Reader::open(path));
    return reader.integrity_faults();
}

Findings database_findings(const Patient& patient) {
    const auto& paths = patient.config.paths;
    const auto signals = patient.context.at(paths.turbomode_db);
    const auto jobs = patient.context.at(paths.jobs_db);
    const auto prices = patient.context.at(paths.market_data_db);
    return {finding_of(prices,
                       price_faults(prices),
                       {.missing = "market_data update, or market_data simulate for a trial",
                        .damaged = "market_data replies rederive --into DIR makes it anew from the "
                                   "kept replies; docs/operations.md, corrupt database",
                        .older = "market_data status brings them up to date"}),
            finding_of(signals,
                       signal_faults(signals),
                       {.missing = "turbomode scan makes it",
                        .damaged = "move it away and turbomode restore the newest backup",
                        .older = "turbomode serve brings them up to date"}),
            finding_of(jobs,
                       job_faults(jobs),
                       {.missing = "turbomode serve or jobs run makes it",
                        .damaged = "move it away; it is made anew, only the memory of old jobs "
                                   "is lost",
                        .older = "turbomode jobs list brings them up to date"})};
}

Findings ledger_findings(const Patient& patient) {
    const auto check =
        store::verify_ledger_head(patient.context.at(patient.config.paths.turbomode_db));
    if (!check.ok()) {
        // What is wrong with the file itself the databases' check says.
        return {{.health = check.error().code == ErrorCode::NotFound ? Ok : Fault,
                 .what = check.error().message,
                 .remedy = check.error().code == ErrorCode::NotFound
                               ? ""
                               : "see the finding about that database"}};
    }
    if (!check.value().faults.empty()) {
        return {{.health = Fault,
                 .what = fmt::format("{}", fmt::join(check.value().faults, "; ")),
                 .remedy = "turbomode ledger verify names all; restore a backup of before, or "
                           "find out who changed it"}};
    }
    return {{.health = Ok,
             .what = check.value().records == 0
                         ? "nothing was published yet"
                         : fmt::format("{} records, the newest is as it was sealed",
                                       check.value().records)}};
}

Findings model_findings(const Patient& patient) {
    const auto champion = look_at_champion(patient.context, patient.config, patient.tonight);
    if (!champion.ok()) {
        return {{.health = Fault,
                 .what = champion.error().message,
                 .remedy = "move champion.json away and turbomode models promote ID"}};
    }
    if (!champion.value()) {
        return {{.health = Warning,
                 .what = "there is no champion: nothing can be scored",
                 .remedy = "turbomode train"}};
    }
    const auto& look = *champion.value();
    const auto model = models::load(registry_of(patient.context, patient.config).folder(),
                                    look.id,
                                    exit_rule_of(patient.config));
    if (!model.ok()) {
        return {{.health = Fault,
                 .what = model.error().message,
                 .remedy = "turbomode models rollback, or turbomode train"}};
    }
    const auto age = fmt::format("{}: {} days old", look.id, look.age_days);
    if (look.is_expired) {
        return {{.health = Fault,
                 .what = fmt::format(
                     "{}, expired on {}: it scores nothing", age, look.expires_on->text()),
                 .remedy = "turbomode train; the scheduler does by itself ([schedule])"}};
    }
    if (look.is_stale) {
        return {{.health = Warning,
                 .what = fmt::format("{}, stale; expires on {}", age, look.expires_on->text()),
                 .remedy = "turbomode train"}};
    }
    return {{.health = Ok, .what = fmt::format("{}, all files are as they were written", age)}};
}

Findings price_findings(const Patient& patient) {
    const auto reader =
        market_data::Reader::open(patient.context.at(patient.config.paths.market_data_db));
    const auto summary =
        reader.ok() ? reader.value().summary() : Result<market_data::Summary>{reader.error()};
    if (!summary.ok()) {
        return {{.health = summary.error().code == ErrorCode::NotFound ? Warning : Fault,
                 .what = "no prices can be read",
                 .remedy = "see the finding about that database"}};
    }
    const auto& last = summary.value().last_bar;
    if (!last) {
        return {{.health = Warning, .what = "no prices yet", .remedy = "market_data update"}};
    }
    if (*last > bars::new_york_date(patient.now)) {
        return {{.health = Fault,
                 .what = fmt::format("prices until {}, and the clock says {}: one of them is wrong",
                                     last->text(),
                                     bars::new_york_date(patient.now).text()),
                 .remedy = "set the clock; a simulated market may be made up to any day"}};
    }
    const int late = *last < patient.tonight ? bars::sessions_in(*last, patient.tonight) : 0;
    if (late > 0) {
        return {
            {.health = late > kSessionsLateMax ? Fault : Warning,
             .what = fmt::format("prices until {}, {} session{} before the last finished one, {}",
                                 last->text(),
                                 late,
                                 late == 1 ? "" : "s",
                                 patient.tonight.text()),
             .remedy = "turbomode jobs run update, and read what it says; another provider is "
                       "a setting of market_data"}};
    }
    return {{.health = Ok, .what = fmt::format("prices until {}", last->text())}};
}

Findings backup_findings(const Patient& patient) {
    const auto backups = store::backups_in(patient.context.at(patient.config.paths.backups_dir));
    const auto views = store::open_views(patient.context.at(patient.config.paths.turbomode_db));
    const auto shown =
        views.ok() ? views.value()->last_shown() : Result<std::optional<store::Run>>{std::nullopt};
    const bool is_published = shown.ok() && shown.value();
    if (backups.empty()) {
        return {
            {.health = is_published ? Warning : Ok,
             .what = "there is no backup",
             .remedy = is_published ? "turbomode backup; serve makes one after each night" : ""}};
    }
    const auto time = store::time_of_backup(backups.front());
    const auto made = platform::parse_rfc3339_utc(time);
    const auto sound = base::integrity_faults(backups.front());
    if (!sound.ok() || !sound.value().empty()) {
        return {{.health = Fault,
                 .what = sound.ok() ? fmt::format("{}: damaged: {}",
                                                  backups.front().string(),
                                                  sound.value().front())
                                    : sound.error().message,
                 .remedy = "turbomode backup makes another; delete this one"}};
    }
    const std::chrono::days age_max{patient.config.alerts.backup_days_max};
    const bool is_old = made.ok() && patient.now - made.value() > age_max;
    return {{.health = is_old ? Warning : Ok,
             .what = fmt::format("{} backups, the newest of {}", backups.size(), time),
             .remedy = is_old ? "turbomode backup; serve makes one after each night" : ""}};
}

}  // namespace

std::vector<Check> home_checks() {
    return {{"database", database_findings},
            {"ledger", ledger_findings},
            {"model", model_findings},
            {"prices", price_findings},
            {"backup", backup_findings}};
}

}  // namespace turbomode::app
