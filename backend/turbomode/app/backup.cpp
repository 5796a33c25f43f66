// turbomode backup, restore: copies of the signals, and back.
#include "turbomode/store/backup.hpp"

#include <memory>

#include <fmt/format.h>

#include "base/file_lock.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/platform/clock.hpp"

namespace turbomode::app {

using base::ExitCode;
using base::Result;

namespace {

Result<ExitCode> back_up(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    const platform::SystemClock clock;
    TRY_ASSIGN(const auto path,
               store::back_up(context.at(config.paths.turbomode_db),
                              context.at(config.paths.backups_dir),
                              platform::rfc3339_utc(clock.now()),
                              static_cast<std::size_t>(config.backup.keep_newest)));
    const auto bytes = std::filesystem::file_size(path);
    answer(
        context,
        {{"path", path.string()}, {"bytes", bytes}},
        fmt::format("{}: {:.1f} MB, checked\n", path.string(), static_cast<double>(bytes) / 1e6));
    return ExitCode::Done;
}

Result<ExitCode> restore(const Context& context, const std::string& file) {
    TRY_ASSIGN(const auto config, context.config());
    const auto database = context.at(config.paths.turbomode_db);
    TRY_ASSIGN(const auto lock, lock_scan(context, config, "restore of " + file));
    const platform::SystemClock clock;
    TRY_ASSIGN(const auto before,
               store::restore(file,
                              database,
                              context.at(config.paths.backups_dir),
                              platform::rfc3339_utc(clock.now())));
    answer(context,
           {{"restored", file}, {"before", before.empty() ? "" : before.string()}},
           fmt::format("{} is {} again{}\nnights since then are made up for by the scheduler, or "
                       "by turbomode scan --as-of DATE, the oldest first\n",
                       database.string(),
                       file,
                       before.empty() ? "" : "; what it was before is in " + before.string()));
    return ExitCode::Done;
}

}  // namespace

void add_backup(CLI::App& program, const Context& context, Command& command) {
    auto* backup = program.add_subcommand("backup", "Copy the signals while all goes on");
    backup->footer(
        "The copy is checked, and lies in backend/data/backups; the newest 14 are kept\n"
        "(backup.keep_newest). The scheduler makes one after each night.\n\n"
        "Example:\n  turbomode backup");
    backup->callback([&context, &command] {
        command = [&context] {
            return back_up(context);
        };
    });
    auto file = std::make_shared<std::string>();
    auto* undo = program.add_subcommand("restore", "Make the signals what a backup says");
    undo->add_option("file", *file, "A backup")->required();
    undo->footer(
        "What is there before is backed up too, as before-restore-TIME.db. Pages may go on being\n"
        "served; prices, models and jobs are not touched.\n\n"
        "Example:\n  turbomode restore backend/data/backups/turbomode-20261120T230512Z.db");
    undo->callback([&context, &command, file] {
        command = [&context, file] {
            return restore(context, *file);
        };
    });
}

}  // namespace turbomode::app
