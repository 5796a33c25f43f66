// The doctor's checks of the machine and of what is installed on it.
#include <cstdlib>
#include <unistd.h>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/file.hpp"
#include "turbomode/app/doctor.hpp"
#include "turbomode/app/home_look.hpp"
#include "turbomode/app/serve.hpp"
#include "turbomode/platform/child_process.hpp"
#include "turbomode/platform/http/static_files.hpp"
#include "turbomode/platform/machine.hpp"

namespace turbomode::app {

namespace {

namespace fs = std::filesystem;
using enum Health;
using Findings = std::vector<Finding>;

constexpr std::uint64_t kMegabyte = 1'000'000;
// Below the first a night may not find room for itself and its backup; below the second a training
// may not, whose features alone take about a gigabyte for ten years of the index.
constexpr std::uint64_t kDiskFault = 300 * kMegabyte;
constexpr std::uint64_t kDiskWarning = 3'000 * kMegabyte;
// Measured: five years of the index take 2.1 GB (bench/README.md); twice that for all of history.
constexpr std::uint64_t kMemoryWarning = 4'000 * kMegabyte;
constexpr std::uint64_t kMemoryFault = 1'000 * kMegabyte;
constexpr std::chrono::seconds kAnswerLimit{30};

// What the sibling says of its settings, which are its own affair; and whether it runs at all.
Findings sibling_findings(const Patient& patient) {
    const auto program = patient.context.executable.parent_path() / "market_data";
    if (::access(program.c_str(), X_OK) != 0) {
        return {{.health = Fault,
                 .what = fmt::format("{}: cannot be run; no prices will come", program.string()),
                 .remedy = "install market_data beside turbomode; both come from the same build"}};
    }
    std::string log = (fs::temp_directory_path() / "turbomode_doctor_XXXXXX").string();
    const int descriptor = ::mkstemp(log.data());
    if (descriptor < 0) {
        return {{.health = Fault,
                 .what = fmt::format("{}: cannot be written", fs::temp_directory_path().string()),
                 .remedy = "make room there, or name another folder in $TMPDIR"}};
    }
    ::close(descriptor);
    auto child =
        platform::ChildProcess::start({.program = program,
                                       .arguments = {"config", "--home", patient.context.home},
                                       .log_file = log});
    const auto ended = child.ok() ? child.value().wait_for(kAnswerLimit) : std::nullopt;
    const auto said = base::read_file(log);
    std::error_code ignored;  // A file that stays in /tmp harms nothing.
    fs::remove(log, ignored);
    if (ended && ended->success()) {
        return {
            {.health = Ok, .what = fmt::format("{} runs, with sound settings", program.string())}};
    }
    return {{.health = Fault,
             .what = fmt::format("{}: {}",
                                 program.string(),
                                 !child.ok()                ? child.error().message
                                 : !ended                   ? "does not answer"
                                 : said.ok() && ended->code ? said.value().substr(0, 300)
                                                            : ended->text()),
             .remedy = "run it by hand: market_data config --home HOME"}};
}

Findings pages_findings(const Patient& patient) {
    const auto folder = pages_default(patient.context.executable);
    const auto pages = platform::http::StaticFiles::load(folder);
    if (!pages.ok()) {
        return {{.health = Warning,
                 .what = fmt::format("no pages, serve will have the API alone: {}",
                                     pages.error().message),
                 .remedy = "./start builds them; or name their folder: serve --pages DIR"}};
    }
    return {{.health = Ok,
             .what = fmt::format("{} files in {}", pages.value().size(), folder.string())}};
}

Findings memory_findings(const Patient& patient) {
    Findings found;
    const auto memory = platform::memory_bytes();
    const auto limit = static_cast<std::uint64_t>(patient.config.jobs.memory_max_gb) << 30U;
    const auto usable = limit == 0 ? memory : std::min(memory, limit);
    if (usable < kMemoryWarning) {
        found.push_back({.health = usable < kMemoryFault ? Fault : Warning,
                         .what = fmt::format("{} of memory for a job (jobs.memory_max_gb = {}); a "
                                             "training on all history of the index takes about {}",
                                             bytes_text(usable),
                                             patient.config.jobs.memory_max_gb,
                                             bytes_text(kMemoryWarning)),
                         .remedy = "learn from fewer years (models.history_years_max), or give it "
                                   "more memory"});
    }
    const auto threads = static_cast<unsigned>(patient.config.models.threads);
    if (threads > platform::processors()) {
        found.push_back(
            {.health = Warning,
             .what = fmt::format(
                 "models.threads = {} on {} processors", threads, platform::processors()),
             .remedy = "set models.threads to no more than there are"});
    }
    if (found.empty()) {
        found.push_back({.health = Ok,
                         .what = fmt::format("{} of memory for a job, {} processors",
                                             bytes_text(usable),
                                             platform::processors())});
    }
    return found;
}

Findings zone_findings(const Patient& /*patient*/) {
    const auto zone = platform::TimeZone::find("America/New_York");
    if (!zone.ok()) {
        return {{.health = Fault, .what = zone.error().message, .remedy = "install tzdata"}};
    }
    // Winter is five hours behind UTC, summer four.
    const auto winter = zone.value().at({2026, 1, 15}, std::chrono::hours{12});
    const auto summer = zone.value().at({2026, 7, 15}, std::chrono::hours{12});
    const auto text = zone.value().rfc3339(winter) + " and " + zone.value().rfc3339(summer);
    if (text != "2026-01-15T12:00:00-05:00 and 2026-07-15T12:00:00-04:00") {
        return {{.health = Fault,
                 .what = fmt::format("America/New_York is off: noon is {}", text),
                 .remedy = "install tzdata anew"}};
    }
    return {{.health = Ok, .what = "America/New_York is known, with daylight saving"}};
}

Findings clock_findings(const Patient& patient) {
    const auto text = platform::rfc3339_utc(patient.now);
    const auto today = bars::new_york_date(patient.now);
    if (!bars::in_calendar(today) || today.civil().year() < std::chrono::year{2024}) {
        return {{.health = Fault,
                 .what = fmt::format("the clock says {}, which cannot be", text),
                 .remedy = "set it: timedatectl set-ntp true"}};
    }
    if (const char* rehearsed = std::getenv("TURBOMODE_NOW");
        rehearsed != nullptr && *rehearsed != '\0') {
        return {{.health = Warning,
                 .what = fmt::format("$TURBOMODE_NOW is set: the clock stands at {}", text),
                 .remedy = "unset it for real nights"}};
    }
    const auto in_step = platform::is_clock_synchronised();
    if (in_step == false) {
        return {{.health = Warning,
                 .what = fmt::format("the clock says {}; nothing keeps it in step", text),
                 .remedy = "timedatectl set-ntp true; in a container the host sees to it"}};
    }
    return {{.health = Ok, .what = fmt::format("{}{}", text, in_step ? ", kept in step" : "")}};
}

Findings writable_findings(const Patient& patient) {
    const fs::path home = patient.context.home;
    std::error_code error;
    if (!fs::is_directory(home, error)) {
        return {{.health = Fault,
                 .what = fmt::format("{}: there is no such folder", home.string()),
                 .remedy = "make it, or name another with --home"}};
    }
    Findings found;
    for (const auto& folder : {home / "backend" / "data", home}) {
        if (!fs::is_directory(folder, error)) {
            continue;  // Made when it is needed.
        }
        if (const auto written = platform::try_writing(folder); !written.ok()) {
            found.push_back({.health = Fault,
                             .what = written.error().message,
                             .remedy = "free space, remount it for writing, or give the user of "
                                       "the programs the right to write there"});
        }
        break;
    }
    if (found.empty()) {
        found.push_back({.health = Ok, .what = fmt::format("{} can be written to", home.string())});
    }
    return found;
}

Findings disk_findings(const Patient& patient) {
    std::error_code error;
    const auto space = fs::space(patient.context.home, error);
    if (error) {
        return {{.health = Fault,
                 .what = fmt::format("{}: {}", patient.context.home, error.message()),
                 .remedy = "see whether its disk is mounted"}};
    }
    const auto text =
        fmt::format("{} free where {} lies", bytes_text(space.available), patient.context.home);
    if (space.available < kDiskWarning) {
        return {{.health = space.available < kDiskFault ? Fault : Warning,
                 .what = text,
                 .remedy = fmt::format("free some: {} may be deleted, backup.keep_newest and "
                                       "models.keep_newest lowered",
                                       patient.config.paths.feature_cache_dir)}};
    }
    return {{.health = Ok, .what = text}};
}

}  // namespace

std::vector<Check> machine_checks() {
    return {{"programs", sibling_findings},
            {"pages", pages_findings},
            {"memory", memory_findings},
            {"time zone", zone_findings},
            {"clock", clock_findings},
            {"home", writable_findings},
            {"disk", disk_findings}};
}

}  // namespace turbomode::app
