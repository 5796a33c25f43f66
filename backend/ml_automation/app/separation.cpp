#include "ml_automation/app/separation.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <string_view>
#include <sys/stat.h>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/sqlite.hpp"
#include "ml_automation/app/dependencies.hpp"
#include "ml_automation/app/sibling.hpp"
#include "ml_automation/store/database.hpp"

namespace ml_automation::app {

using base::ExitCode;
using base::Result;

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kOwn = "ml_automation";
constexpr std::array<std::string_view, 4> kShared{"base", "bars", "features", "market_data_reader"};

// The file's place on its disk: the same for every name of it, link or not.
using Identity = std::pair<dev_t, ino_t>;
std::optional<Identity> identity_of(const fs::path& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) {
        return std::nullopt;
    }
    return Identity{found.st_dev, found.st_ino};
}

// Whether it is there, as far as this user may see.
bool is_there(const fs::path& path) {
    std::error_code hidden;
    return fs::exists(path, hidden) || hidden;
}

std::string real_text(const fs::path& path) {
    std::error_code ignored;
    return fs::weakly_canonical(path, ignored).string();
}

bool is_within(const fs::path& inner, const fs::path& outer) {
    const auto a = real_text(inner) + "/";
    const auto b = real_text(outer) + "/";
    return a.starts_with(b);
}

// Two paths that must be two files.
void expect_apart(SeparationCheck& check,
                  std::string_view what,
                  const fs::path& ours,
                  const fs::path& theirs) {
    check.evidence.push_back(
        fmt::format("{}: {} and {}", what, real_text(ours), real_text(theirs)));
    const auto a = identity_of(ours);
    const auto b = identity_of(theirs);
    if (real_text(ours) == real_text(theirs) || (a && b && *a == *b)) {
        check.offenders.push_back(
            fmt::format("{}: {} and {} are the same file", what, ours.string(), theirs.string()));
    }
}

struct ModelFile {
    fs::path path;
    std::string hash;
    std::uintmax_t bytes;
    std::optional<Identity> identity;
};

// Every file below `folder`. Links out of it are offenders: what they lead to is another's.
std::vector<ModelFile> files_below(const fs::path& folder, SeparationCheck& check) {
    std::vector<ModelFile> files;
    std::error_code error;
    if (fs::is_symlink(folder)) {
        check.offenders.push_back(fmt::format("{} is a link to {}; a model folder must be a folder",
                                              folder.string(),
                                              real_text(folder)));
    }
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error)) {
        if (it->is_symlink()) {
            check.offenders.push_back(
                fmt::format("{} is a link to {}", it->path().string(), real_text(it->path())));
        } else if (it->is_regular_file()) {
            const auto hash = base::sha256_of_file(it->path());
            if (!hash.ok()) {
                check.offenders.push_back(hash.error().message);
                continue;
            }
            files.push_back({.path = it->path(),
                             .hash = hash.value(),
                             .bytes = it->file_size(),
                             .identity = identity_of(it->path())});
        }
    }
    std::ranges::sort(files, {}, &ModelFile::path);
    return files;
}

// A manifest of `folder` says whose model it is.
void expect_owner(const fs::path& folder, std::string_view owner, SeparationCheck& check) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const auto path = entry.path() / "manifest.json";
        std::ifstream file(path);
        if (!file) {
            continue;
        }
        const auto manifest = nlohmann::json::parse(file, nullptr, false);
        const std::string application =
            manifest.is_object() ? manifest.value("application", "") : "";
        if (application != owner) {
            check.offenders.push_back(
                fmt::format("{}: of '{}', not of {}", path.string(), application, owner));
        }
    }
}

SeparationCheck check_models(const Context& context,
                             const platform::Config& config,
                             const Sibling& sibling) {
    SeparationCheck check{.name = "different model files"};
    const auto ours = context.at(config.paths.models_dir);
    const auto& theirs = sibling.models_dir;
    if (is_within(ours, theirs) || is_within(theirs, ours)) {
        check.offenders.push_back(
            fmt::format("{} and {} are not apart", real_text(ours), real_text(theirs)));
        return check;
    }
    const auto our_files = files_below(ours, check);
    const auto their_files = files_below(theirs, check);
    check.evidence.push_back(fmt::format("{}: {} files", real_text(ours), our_files.size()));
    check.evidence.push_back(fmt::format("{}: {} files", real_text(theirs), their_files.size()));
    std::multimap<std::string, const ModelFile*> by_hash;
    std::map<Identity, const ModelFile*> by_identity;
    for (const auto& file : their_files) {
        if (file.bytes > 0) {
            by_hash.emplace(file.hash, &file);
        }
        if (file.identity) {
            by_identity.emplace(*file.identity, &file);
        }
    }
    for (const auto& file : our_files) {
        check.evidence.push_back(fmt::format("{} {}", file.hash.substr(0, 16), file.path.string()));
        const auto linked = file.identity ? by_identity.find(*file.identity) : by_identity.end();
        const auto same = by_hash.find(file.hash);
        if (linked != by_identity.end()) {
            check.offenders.push_back(fmt::format("{} and {} are one file with two names",
                                                  file.path.string(),
                                                  linked->second->path.string()));
        } else if (same != by_hash.end()) {
            check.offenders.push_back(fmt::format("{} and {} hold the same, SHA-256 {}",
                                                  file.path.string(),
                                                  same->second->path.string(),
                                                  file.hash));
        }
    }
    expect_owner(ours, kOwn, check);
    expect_owner(theirs, kSiblingName, check);
    return check;
}

SeparationCheck check_schedulers(const Context& context,
                                 const platform::Config& config,
                                 const Sibling& sibling) {
    SeparationCheck check{.name = "different schedulers"};
    check.evidence.push_back(fmt::format("cycle at {} New York time, night of {} at {}",
                                         config.schedule.cycle_at,
                                         kSiblingName,
                                         sibling.night_at));
    if (config.schedule.cycle_at == sibling.night_at) {
        check.offenders.push_back(fmt::format("both are due at {}", sibling.night_at));
    }
    check.evidence.push_back(
        fmt::format("port {}, of {} {}", config.serve.port, kSiblingName, sibling.port));
    if (config.serve.port == sibling.port && sibling.port != 0) {
        check.offenders.push_back(fmt::format("both are served on port {}", sibling.port));
    }
    const auto own_lock = cycle_lock_path(context, config);
    for (const auto& lock : sibling.locks) {
        expect_apart(check, "locks", own_lock, lock);
    }
    expect_apart(check, "state", context.at(config.paths.database), sibling.jobs_db);
    return check;
}

// The stamp in the file's header; nothing when it is no database.
//
// Source: SQLite, Database File Format, 1.3: the application ID is big-endian at offset 68.
std::optional<std::uint32_t> application_id_of(const fs::path& path) {
    std::array<char, 72> header{};
    std::ifstream file(path, std::ios::binary);
    if (!file.read(header.data(), header.size()) ||
        !std::string_view{header.data(), 15}.starts_with("SQLite format 3")) {
        return std::nullopt;
    }
    std::uint32_t id = 0;
    for (std::size_t at = 68; at < 72; ++at) {
        id = (id << 8U) | static_cast<unsigned char>(header[at]);
    }
    return id;
}

void expect_stamp(SeparationCheck& check, const fs::path& path, bool is_ours) {
    if (!is_there(path)) {
        check.evidence.push_back(fmt::format("{}: not there yet", path.string()));
        return;
    }
    const auto id = application_id_of(path);
    check.evidence.push_back(id ? fmt::format("{}: application_id {:#x}", path.string(), *id)
                                : fmt::format("{}: no SQLite database", path.string()));
    const auto own = static_cast<std::uint32_t>(store::kDatabaseKind.application_id);
    if (!id || (*id == own) != is_ours) {
        check.offenders.push_back(fmt::format("{}: {} a database of ML Automation",
                                              path.string(),
                                              is_ours ? "is not" : "must not be"));
    }
}

SeparationCheck check_databases(const Context& context,
                                const platform::Config& config,
                                const Sibling& sibling) {
    SeparationCheck check{.name = "different databases"};
    const auto ours = context.at(config.paths.database);
    expect_stamp(check, ours, true);
    for (const auto& theirs : {sibling.database, sibling.jobs_db, sibling.alerts_db}) {
        expect_apart(check, "databases", ours, theirs);
        expect_stamp(check, theirs, false);
    }
    if (fs::is_symlink(ours)) {
        check.offenders.push_back(
            fmt::format("{} is a link to {}", ours.string(), real_text(ours)));
    }
    return check;
}

SeparationCheck check_imports() {
    SeparationCheck check{.name = "no common imports"};
    check.evidence.push_back(
        fmt::format("{} layers, {} sources", linked_layers().size(), compiled_sources().size()));
    for (const auto layer : linked_layers()) {
        check.evidence.push_back(std::string{layer});
        if (layer.starts_with(kSiblingName)) {
            check.offenders.push_back(fmt::format("this program is linked from {}", layer));
        }
    }
    const std::string folder = fmt::format("backend/{}/", kSiblingName);
    for (const auto source : compiled_sources()) {
        if (source.find(folder) != std::string_view::npos) {
            check.offenders.push_back(fmt::format("this program is compiled from {}", source));
        }
    }
    return check;
}

// How the kernel holds `path` open in this process: how many descriptors, and whether any of them
// could write.
//
// Source: proc(5), /proc/pid/fdinfo: "flags" in octal; its lowest two bits are the access mode.
struct Descriptors {
    int count = 0;
    bool can_write = false;
};
Descriptors descriptors_of(const fs::path& path) {
    Descriptors found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd", ignored)) {
        if (fs::read_symlink(entry.path(), ignored) != fs::path{real_text(path)}) {
            continue;
        }
        ++found.count;
        std::ifstream info(fs::path{"/proc/self/fdinfo"} / entry.path().filename());
        for (std::string key, value; info >> key >> value;) {
            if (key == "flags:") {
                found.can_write = found.can_write || (value.back() - '0') % 4 != 0;
            }
        }
    }
    return found;
}

// The prices are opened by the same reader that every step uses.
SeparationCheck check_shared(const Context& context, const platform::Config& config) {
    SeparationCheck check{.name = "only features and prices shared"};
    std::string shared;
    for (const auto layer : linked_layers()) {
        if (layer.starts_with(kOwn)) {
            continue;
        }
        shared += fmt::format("{}{}", shared.empty() ? "" : " ", layer);
        if (std::ranges::find(kShared, layer) == kShared.end()) {
            check.offenders.push_back(fmt::format("{} is neither ours nor shared", layer));
        }
    }
    check.evidence.push_back("shared: " + shared);
    const auto prices = context.at(config.paths.market_data_db);
    if (!is_there(prices)) {
        check.evidence.push_back(fmt::format("{}: not there yet", prices.string()));
        return check;
    }
    const auto before = base::sha256_of_file(prices);
    const auto reader = market_data::Reader::open(prices);
    if (!reader.ok()) {
        check.offenders.push_back(reader.error().message);
        return check;
    }
    const auto source = reader.value().source();
    const auto descriptors = descriptors_of(prices);
    const auto after = base::sha256_of_file(prices);
    const bool is_same = before.ok() && after.ok() && before.value() == after.value();
    check.evidence.push_back(fmt::format("{}: open {} times, {}; its bytes are {}",
                                         prices.string(),
                                         descriptors.count,
                                         descriptors.can_write ? "for writing" : "for reading only",
                                         is_same ? "as before" : "others than before"));
    if (!source.ok()) {
        check.offenders.push_back(source.error().message);
    }
    if (descriptors.count == 0 || descriptors.can_write) {
        check.offenders.push_back(fmt::format("{}: not opened for reading only", prices.string()));
    }
    return check;
}

Result<ExitCode> run(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto checks, check_separation(context, config));
    bool holds = true;
    auto rows = nlohmann::ordered_json::array();
    std::string text;
    for (const auto& check : checks) {
        holds = holds && check.holds();
        rows.push_back({{"name", check.name},
                        {"holds", check.holds()},
                        {"evidence", check.evidence},
                        {"offenders", check.offenders}});
        text += fmt::format("{}  {}\n", check.holds() ? "holds " : "BROKEN", check.name);
        for (const auto& line : check.evidence) {
            text += fmt::format("          {}\n", line);
        }
        for (const auto& line : check.offenders) {
            text += fmt::format("        ! {}\n", line);
        }
    }
    text += holds ? "ML Automation and TurboMode are apart.\n"
                  : "ML Automation and TurboMode are NOT apart: see the lines with '!'.\n";
    answer(context, {{"holds", holds}, {"checks", std::move(rows)}}, text);
    return holds ? ExitCode::Done : ExitCode::Refused;
}

}  // namespace

Result<std::vector<SeparationCheck>> check_separation(const Context& context,
                                                      const platform::Config& config) {
    TRY_ASSIGN(const auto sibling, sibling_of(context));
    return std::vector{check_models(context, config, sibling),
                       check_schedulers(context, config, sibling),
                       check_databases(context, config, sibling),
                       check_imports(),
                       check_shared(context, config)};
}

void add_separation(CLI::App& program, const Context& context, Command& command) {
    auto* verify = program.add_subcommand(
        "verify-separation", "Prove on this machine that TurboMode and this program never touch");
    verify->footer(
        "Looks at model files, schedules, databases, what this program was linked from, and what\n"
        "is shared; exit code 3 names the offender.\n\n"
        "Example:\n  ml_automation verify-separation --home demo");
    verify->callback([&context, &command] {
        command = [&context] {
            return run(context);
        };
    });
}

}  // namespace ml_automation::app
