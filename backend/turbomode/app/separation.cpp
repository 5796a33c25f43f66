// turbomode verify-separation: TurboMode and ML Automation share nothing but features and prices,
// proven on this machine as it is. It looks only: nothing is made, nothing opened for writing.
#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>
#include <sys/stat.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sqlite3.h>

#include "base/hash.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/app/dependencies.hpp"
#include "turbomode/app/stranger.hpp"
#include "turbomode/models/manifest.hpp"
#include "turbomode/store/database.hpp"

namespace turbomode::app {

namespace fs = std::filesystem;
using base::ExitCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

// One of the five questions. It is answered well when there is nobody to blame.
struct Question {
    std::string name;
    std::vector<std::string> seen = {};
    std::vector<std::string> blamed = {};
};

// Whether it is there, as far as this user may see.
bool is_there(const fs::path& path) {
    std::error_code hidden;
    return fs::exists(path, hidden) || hidden;
}

std::string real_text(const fs::path& path) {
    std::error_code error;
    return fs::weakly_canonical(path, error).string();
}

// Two names of one file, be it by a link of either kind.
bool is_one_file(const fs::path& a, const fs::path& b) {
    std::error_code error;
    return real_text(a) == real_text(b) || fs::equivalent(a, b, error);
}

void ask_apart(Question& question,
               std::string_view what,
               const fs::path& ours,
               const fs::path& theirs) {
    question.seen.push_back(fmt::format("{}: {} | {}", what, real_text(ours), real_text(theirs)));
    if (is_one_file(ours, theirs)) {
        question.blamed.push_back(
            fmt::format("{}: {} and {} are one file", what, ours.string(), theirs.string()));
    }
}

// SHA-256 of the files below a folder, by path. A link is blamed: what is behind it is not there.
std::map<fs::path, std::string> contents_of(const fs::path& folder, Question& question) {
    std::map<fs::path, std::string> contents;
    std::error_code error;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error)) {
        const auto& path = it->path();
        if (it->is_symlink()) {
            question.blamed.push_back(
                fmt::format("{} leads to {}", path.string(), real_text(path)));
            continue;
        }
        if (!it->is_regular_file() || it->file_size() == 0) {
            continue;  // Locks are empty, and all of one content.
        }
        const auto hash = base::sha256_of_file(path);
        if (hash.ok()) {
            contents.emplace(path, hash.value());
        } else {
            question.blamed.push_back(hash.error().message);
        }
    }
    return contents;
}

void ask_owner(const fs::path& folder, std::string_view owner, Question& question) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        std::ifstream file(entry.path() / "manifest.json");
        if (!file) {
            continue;
        }
        const auto manifest = ordered_json::parse(file, nullptr, false);
        const auto application = models::text_at(manifest, "application");
        if (application != owner) {
            question.blamed.push_back(fmt::format("{}: a model of '{}' in the folder of {}",
                                                  entry.path().string(),
                                                  application,
                                                  owner));
        }
    }
}

Question ask_models(const Context& context,
                    const platform::Config& config,
                    const Stranger& stranger) {
    Question question{.name = "different model files"};
    const auto ours = context.at(config.paths.models_dir);
    const auto a = real_text(ours) + "/";
    const auto b = real_text(stranger.models_dir) + "/";
    if (a.starts_with(b) || b.starts_with(a)) {
        question.blamed.push_back(fmt::format("{} and {} are not two folders", a, b));
        return question;
    }
    const auto our_files = contents_of(ours, question);
    const auto their_files = contents_of(stranger.models_dir, question);
    question.seen.push_back(fmt::format("{}: {} files", real_text(ours), our_files.size()));
    question.seen.push_back(
        fmt::format("{}: {} files", real_text(stranger.models_dir), their_files.size()));
    std::map<std::string, fs::path> theirs_by_hash;
    for (const auto& [path, hash] : their_files) {
        theirs_by_hash.emplace(hash, path);
    }
    for (const auto& [path, hash] : our_files) {
        question.seen.push_back(fmt::format("{}  {}", hash.substr(0, 16), path.string()));
        if (const auto same = theirs_by_hash.find(hash); same != theirs_by_hash.end()) {
            question.blamed.push_back(fmt::format(
                "{} is {} too, SHA-256 {}", path.string(), same->second.string(), hash));
        }
    }
    ask_owner(ours, models::kApplication, question);
    ask_owner(stranger.models_dir, kStranger, question);
    return question;
}

Question ask_schedulers(const Context& context,
                        const platform::Config& config,
                        const Stranger& stranger) {
    Question question{.name = "different schedulers"};
    question.seen.push_back(
        fmt::format("due at {} | {} New York time", config.schedule.night_at, stranger.cycle_at));
    if (config.schedule.night_at == stranger.cycle_at) {
        question.blamed.push_back(fmt::format("both are due at {}", stranger.cycle_at));
    }
    question.seen.push_back(fmt::format("port {} | {}", config.serve.port, stranger.port));
    if (config.serve.port == stranger.port && stranger.port != 0) {
        question.blamed.push_back(fmt::format("both serve on port {}", stranger.port));
    }
    const auto database = context.at(config.paths.turbomode_db).string();
    for (const auto& ours : {fs::path{database + ".scan.lock"},
                             fs::path{database + ".serve.lock"},
                             context.at(config.paths.models_dir) / ".lock"}) {
        for (const auto& theirs : stranger.locks) {
            ask_apart(question, "locks", ours, theirs);
        }
    }
    ask_apart(question, "state", context.at(config.paths.jobs_db), stranger.database);
    return question;
}

// What SQLite itself reads as the file's application_id; nothing when it is no database.
std::optional<std::uint32_t> stamp_of(const fs::path& path) {
    const auto stamp = base::guarded(path.string(), [&]() -> Result<std::uint32_t> {
        SQLite::Database database(path.string(), SQLite::OPEN_READONLY);
        return static_cast<std::uint32_t>(database.execAndGet("PRAGMA application_id").getInt64());
    });
    return stamp.ok() ? std::optional{stamp.value()} : std::nullopt;
}

Question ask_databases(const Context& context,
                       const platform::Config& config,
                       const Stranger& stranger) {
    Question question{.name = "different databases"};
    for (const auto& path :
         {config.paths.turbomode_db, config.paths.jobs_db, config.paths.alerts_db}) {
        ask_apart(question, "databases", context.at(path), stranger.database);
    }
    const auto ask_stamp = [&](const fs::path& path, auto is_right, std::string_view owner) {
        if (!is_there(path)) {
            question.seen.push_back(fmt::format("{}: not there yet", path.string()));
            return;
        }
        const auto stamp = stamp_of(path);
        question.seen.push_back(stamp
                                    ? fmt::format("{}: application_id {:#x}", path.string(), *stamp)
                                    : fmt::format("{}: no database", path.string()));
        if (!stamp || !is_right(*stamp)) {
            question.blamed.push_back(fmt::format("{} is not {}'s", path.string(), owner));
        }
    };
    const auto own = static_cast<std::uint32_t>(store::kDatabaseKind.application_id);
    ask_stamp(
        context.at(config.paths.turbomode_db),
        [&](std::uint32_t stamp) { return stamp == own; },
        "TurboMode");
    ask_stamp(
        stranger.database,
        [](std::uint32_t stamp) { return stamp == kStrangersStamp; },
        "ML Automation");
    return question;
}

Question ask_imports() {
    Question question{.name = "no common imports"};
    const auto sources = compiled_sources();
    question.seen.push_back(
        fmt::format("{} sources in {}", sources.size(), fmt::join(linked_layers(), " ")));
    for (const auto layer : linked_layers()) {
        if (layer.starts_with(kStranger)) {
            question.blamed.push_back(fmt::format("linked from {}", layer));
        }
    }
    for (const auto source : sources) {
        if (source.find(kStranger) != std::string_view::npos) {
            question.blamed.push_back(fmt::format("compiled from {}", source));
        }
    }
    return question;
}

Question ask_shared(const Context& context, const platform::Config& config) {
    static const std::set<std::string_view> kShared{
        "base", "bars", "features", "market_data_reader"};
    Question question{.name = "only features and prices shared"};
    std::vector<std::string_view> shared;
    for (const auto layer : linked_layers()) {
        if (layer.starts_with("turbomode_")) {
            continue;
        }
        shared.push_back(layer);
        if (!kShared.contains(layer)) {
            question.blamed.push_back(fmt::format("{} is not to be shared", layer));
        }
    }
    question.seen.push_back(fmt::format("shared: {}", fmt::join(shared, " ")));
    const auto prices = context.at(config.paths.market_data_db);
    if (!is_there(prices)) {
        question.seen.push_back(fmt::format("{}: not there yet", prices.string()));
        return question;
    }
    const auto reader = market_data::Reader::open(prices);
    if (!reader.ok()) {
        question.blamed.push_back(reader.error().message);
        return question;
    }
    // As the kernel has it: proc(5), the lowest two bits of the flags are the access mode.
    std::size_t open = 0;
    std::size_t for_writing = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd", error)) {
        if (fs::read_symlink(entry.path(), error).string() != real_text(prices)) {
            continue;
        }
        std::ifstream info(fs::path{"/proc/self/fdinfo"} / entry.path().filename());
        for (std::string key, value; info >> key >> value;) {
            if (key == "flags:") {
                ++open;
                for_writing += (value.back() - '0') % 4 == 0 ? 0U : 1U;  // Octal.
            }
        }
    }
    question.seen.push_back(fmt::format(
        "{}: open {} times, {} of them for writing", prices.string(), open, for_writing));
    if (open == 0 || for_writing > 0) {
        question.blamed.push_back(fmt::format("{} is not read only", prices.string()));
    }
    return question;
}

Result<ExitCode> run(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto stranger, stranger_of(context));
    const std::array questions{ask_models(context, config, stranger),
                               ask_schedulers(context, config, stranger),
                               ask_databases(context, config, stranger),
                               ask_imports(),
                               ask_shared(context, config)};
    auto rows = ordered_json::array();
    std::string text;
    std::size_t broken = 0;
    for (const auto& question : questions) {
        const bool holds = question.blamed.empty();
        broken += holds ? 0U : 1U;
        rows.push_back({{"name", question.name},
                        {"holds", holds},
                        {"evidence", question.seen},
                        {"offenders", question.blamed}});
        text += fmt::format("{:<8}{}\n", holds ? "ok" : "BROKEN", question.name);
        for (const auto& line : question.seen) {
            text += fmt::format("          {}\n", line);
        }
        for (const auto& line : question.blamed) {
            text += fmt::format("        ! {}\n", line);
        }
    }
    answer(context,
           {{"holds", broken == 0}, {"checks", std::move(rows)}},
           text + (broken == 0 ? "TurboMode and ML Automation share nothing else.\n"
                               : fmt::format("{} of {} checks are broken: the lines with '!' say "
                                             "by what.\n",
                                             broken,
                                             questions.size())));
    return broken == 0 ? ExitCode::Done : ExitCode::Refused;
}

}  // namespace

void add_separation(CLI::App& program, const Context& context, Command& command) {
    auto* verify = program.add_subcommand(
        "verify-separation", "Prove on this machine that ML Automation and TurboMode are apart");
    verify->footer(
        "Five checks with their evidence: model files, schedulers, databases, what this program\n"
        "was built from, and what is shared. Exit code 3 when one is broken; '!' names by what.\n"
        "ml_automation verify-separation asks the same from the other side.\n\n"
        "Example:\n  turbomode verify-separation --home demo");
    verify->callback([&context, &command] {
        command = [&context] {
            return run(context);
        };
    });
}

}  // namespace turbomode::app
