// turbomode ledger, runs replay: what was published is what is there, and what would come again.
#include "turbomode/store/ledger.hpp"

#include <memory>

#include <fmt/format.h>

#include "turbomode/app/context.hpp"
#include "turbomode/models/artefact.hpp"
#include "turbomode/platform/clock.hpp"
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

Result<ExitCode> verify(const Context& context, const std::string& seal) {
    TRY_ASSIGN(const auto config, context.config());
    const auto database = context.at(config.paths.turbomode_db);
    TRY_ASSIGN(const auto check,
               store::verify_ledger(database, seal, static_cast<unsigned>(config.models.threads)));
    const bool is_sound = check.faults.empty();
    std::string text =
        fmt::format("{} records, {} nights compared with the tables{}\nlast seal {}\n",
                    check.records,
                    check.nights,
                    check.nights_older > 0
                        ? fmt::format(", {} from before the ledger began", check.nights_older)
                        : "",
                    check.head.empty() ? "none: nothing was published yet" : check.head);
    text += is_sound ? "all is as it was published\n" : "";
    answer(context,
           {{"sound", is_sound},
            {"records", check.records},
            {"nights", check.nights},
            {"nights_older", check.nights_older},
            {"head", check.head},
            {"faults", check.faults}},
           text);
    if (!is_sound) {
        return Error{ErrorCode::Corruption,
                     fmt::format("{}: not as it was published:\n  {}",
                                 database.string(),
                                 fmt::join(check.faults, "\n  "))};
    }
    return ExitCode::Done;
}

// A line of JSON a record.
Result<ExitCode> export_all(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    TRY(store::each_entry(context.at(config.paths.turbomode_db),
                          [](const store::LedgerEntry& entry) {
                              // The record is JSON, in whose very bytes the seal lies.
                              fmt::print(
                                  "{{\"number\":{},\"previous\":\"{}\",\"seal\":\"{}\","
                                  "\"record\":{}}}\n",
                                  entry.number,
                                  entry.previous,
                                  entry.seal,
                                  entry.record);
                          }));
    return ExitCode::Done;
}

// A folder that is gone with the object.
class TemporaryFolder {
public:
    static Result<TemporaryFolder> make() {
        std::string name = (std::filesystem::temp_directory_path() / "turbomode_XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            return Error{ErrorCode::Failed, name + ": cannot be made"};
        }
        return TemporaryFolder{name};
    }
    TemporaryFolder(TemporaryFolder&& other) noexcept
        : path_(std::exchange(other.path_, std::filesystem::path{})) {}
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;  // A folder that stays in /tmp harms nothing.
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

private:
    explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

Result<store::Run> run_of(const std::filesystem::path& database, TradingDate session) {
    TRY_ASSIGN(const auto views, store::open_views(database));
    TRY_ASSIGN(const auto runs, views->runs(1'000'000));
    const auto run = std::ranges::find(runs, session, &store::Run::session);
    if (run == runs.end() || !store::shows_signals(run->state)) {
        return Error{ErrorCode::NotFound, fmt::format("{}: nothing was published", session.text())};
    }
    return *run;
}

Result<ExitCode> replay(const Context& context, const std::string& date) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto session, parse_optional_date(date));
    const auto database = context.at(config.paths.turbomode_db);
    TRY_ASSIGN(const auto then, store::last_record(database, *session));
    TRY_ASSIGN(const auto run, run_of(database, *session));
    TRY_ASSIGN(
        const auto model,
        models::load(registry_of(context, config).folder(), run.model_id, exit_rule_of(config)));
    TRY_ASSIGN(const auto folder, TemporaryFolder::make());
    const platform::SystemClock clock;
    TRY_ASSIGN(const auto copy,
               store::back_up(database, folder.path(), platform::rfc3339_utc(clock.now()), 1));
    TRY(store::forget_from(copy, *session));
    TRY_ASSIGN(auto store, store::open_store(copy, exit_rule_of(config)));
    TRY_ASSIGN(const auto again, run_night(context, config, model, *session, *store, clock));
    if (!store::shows_signals(again.state)) {
        return Error{
            ErrorCode::Refused,
            fmt::format(
                "{}: this time it is {}: {}", date, store::name_of(again.state), again.message)};
    }
    TRY_ASSIGN(const auto now, store::last_record(copy, *session));
    const auto differences = store::differences_of(then, now);
    answer(context,
           {{"session", date}, {"identical", differences.empty()}, {"differences", differences}},
           differences.empty()
               ? fmt::format("{}: the same, byte by byte ({} bytes)\n", date, then.size())
               : fmt::format("{}: differs:\n  {}\n", date, fmt::join(differences, "\n  ")));
    return differences.empty() ? ExitCode::Done : ExitCode::Refused;
}

}  // namespace

void add_ledger(CLI::App& program, const Context& context, Command& command) {
    auto* ledger = program.add_subcommand("ledger", "The sealed record of all that was published");
    ledger->require_subcommand(1);
    auto seal = std::make_shared<std::string>();
    auto* verifying = ledger->add_subcommand(
        "verify", "Every record against the chain, every night against its record");
    verifying->add_option("--seal", *seal, "A seal noted earlier, which must be in the chain");
    verifying->callback([&context, &command, seal] {
        command = [&context, seal] {
            return verify(context, *seal);
        };
    });
    ledger->add_subcommand("export", "All records, a line of JSON each")
        ->callback([&context, &command] {
            command = [&context] {
                return export_all(context);
            };
        });
    ledger->footer(
        "Exit 3: something was changed afterwards; each place is named. Note the last seal "
        "outside\n"
        "of this machine now and then: it is what shows that the end was not cut off.\n\n"
        "Examples:\n"
        "  turbomode ledger verify\n"
        "  turbomode ledger export > ledger.jsonl");
}

void add_replay(CLI::App& runs, const Context& context, Command& command) {
    auto date = std::make_shared<std::string>();
    auto* replaying = runs.add_subcommand(
        "replay", "Run a published night again, aside, and compare it with its record");
    replaying->add_option("date", *date, "YYYY-MM-DD")->required();
    replaying->footer(
        "The same model, today's prices of those days, today's settings. Exit 3: it differs, and\n"
        "where; the usual cause is a vendor that has corrected its prices (data_hash).\n\n"
        "Example:\n  turbomode runs replay 2026-11-20");
    replaying->callback([&context, &command, date] {
        command = [&context, date] {
            return replay(context, *date);
        };
    });
}

}  // namespace turbomode::app
