// What lies on the disk: model files, locks, databases.
#include <algorithm>
#include <array>
#include <fstream>
#include <initializer_list>
#include <map>
#include <optional>
#include <sys/stat.h>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "turbomode/app/separation.hpp"
#include "turbomode/models/manifest.hpp"
#include "turbomode/store/database.hpp"

namespace turbomode::app {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

// Two files of "{}" are no shared model.
constexpr std::uintmax_t kTrivialBytesMax = 8;

// Where a file lies on its disk: the same for all of its names.
using Identity = std::pair<dev_t, ino_t>;
std::optional<Identity> identity_of(const fs::path& path) {
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 ? std::optional{Identity{found.st_dev, found.st_ino}}
                                             : std::nullopt;
}

// Two names of one file or folder, be it by a link of either kind; or of one that is not there yet.
bool are_one(const fs::path& a, const fs::path& b) {
    const auto identity = identity_of(a);
    return real_path(a) == real_path(b) || (identity && identity == identity_of(b));
}

// Without what ML Automation's settings say about these sections nothing is proven.
void ask_settings(Question& question,
                  const Stranger& stranger,
                  std::initializer_list<std::string_view> sections) {
    for (const auto& [section, why] : stranger.unread) {
        if (section.empty() || std::ranges::find(sections, section) != sections.end()) {
            question.see(why);
            question.blame(why);
        }
    }
}

void ask_apart(Question& question,
               std::string_view what,
               const fs::path& ours,
               const fs::path& theirs) {
    question.see(
        fmt::format("{}: {} | {}", what, real_path(ours).string(), real_path(theirs).string()));
    if (are_one(ours, theirs)) {
        question.blame(
            fmt::format("{}: {} and {} are one file", what, ours.string(), theirs.string()));
    }
}

struct ModelFile {
    fs::path path;
    std::string hash;  // SHA-256
    std::uintmax_t bytes;
};

void ask_owner(const fs::path& manifest_file, std::string_view owner, Question& question) {
    std::ifstream file(manifest_file);
    const auto manifest = ordered_json::parse(file, nullptr, false);
    const auto application = models::text_at(manifest, "application");
    if (application != owner) {
        question.blame(fmt::format("{}: a model of '{}' in the folder of {}",
                                   manifest_file.parent_path().string(),
                                   application,
                                   owner));
    }
}

// The files below a folder of models, all of `owner`. A link is blamed: what is behind it is not
// there, and is not ours to hash.
std::vector<ModelFile> files_of(const fs::path& folder,
                                std::string_view owner,
                                Question& question) {
    std::vector<ModelFile> files;
    const auto real = real_path(folder);
    std::error_code error;
    if (!fs::exists(fs::symlink_status(real, error))) {
        question.see(fmt::format("{}: not there yet", real.string()));
        return files;
    }
    fs::recursive_directory_iterator entry(real, error);
    for (const fs::recursive_directory_iterator end; !error && entry != end;
         entry.increment(error)) {
        const auto& path = entry->path();
        std::error_code gone;
        if (entry->is_symlink(gone)) {
            question.blame(fmt::format("{} leads to {}", path.string(), real_path(path).string()));
        } else if (entry->is_regular_file(gone)) {
            const auto hash = base::sha256_of_file(path);
            if (!hash.ok()) {
                question.blame(hash.error().message);
                continue;
            }
            files.push_back({.path = path, .hash = hash.value(), .bytes = entry->file_size(gone)});
            if (path.filename() == "manifest.json") {
                ask_owner(path, owner, question);
            }
        }
    }
    if (error) {
        question.blame(
            fmt::format("{}: could not be looked through: {}", real.string(), error.message()));
    }
    std::ranges::sort(files, {}, &ModelFile::path);
    question.see(fmt::format("{}: {} files", real.string(), files.size()));
    for (const auto& file : files) {
        question.see(fmt::format("{} {:>10} {}", file.hash, file.bytes, file.path.string()));
    }
    return files;
}

// The application_id in a database's header, without opening it as a database: SQLite's readers
// make files beside one. It is written when the file is made, before there is a log beside it.
//
// Source: SQLite, Database File Format, 1.3: big-endian, at offset 68.
std::optional<std::uint32_t> stamp_of(const fs::path& path) {
    constexpr std::string_view kMagic{"SQLite format 3\0", 16};
    std::array<char, 72> header{};
    std::ifstream file(path, std::ios::binary);
    if (!file.read(header.data(), header.size()) ||
        !std::string_view{header.data(), header.size()}.starts_with(kMagic)) {
        return std::nullopt;
    }
    std::uint32_t stamp = 0;
    for (std::size_t at = 68; at < header.size(); ++at) {
        stamp = (stamp << 8U) | static_cast<unsigned char>(header[at]);
    }
    return stamp;
}

void ask_stamp(const fs::path& path,
               std::uint32_t right,
               std::string_view owner,
               Question& question) {
    std::error_code error;
    const auto status = fs::symlink_status(path, error);
    if (fs::is_symlink(status)) {
        question.blame(fmt::format("{} leads to {}", path.string(), real_path(path).string()));
    } else if (!fs::exists(status)) {
        question.see(fmt::format("{}: not there yet", path.string()));
        return;
    }
    const auto stamp = stamp_of(path);
    question.see(stamp ? fmt::format("{}: application_id {:#x}", path.string(), *stamp)
                       : fmt::format("{}: no database", path.string()));
    if (stamp != right) {
        question.blame(fmt::format("{} is not {}'s", path.string(), owner));
    }
}

}  // namespace

Question ask_models(const Context& context,
                    const platform::Config& config,
                    const Stranger& stranger) {
    Question question("different model files");
    ask_settings(question, stranger, {"paths"});
    const auto ours = context.at(config.paths.models_dir);
    const auto& theirs = stranger.models_dir;
    const auto a = real_path(ours).string() + "/";
    const auto b = real_path(theirs).string() + "/";
    if (a.starts_with(b) || b.starts_with(a) || are_one(ours, theirs)) {
        question.see(fmt::format("folders: {} | {}", a, b));
        question.blame(fmt::format("{} and {} are not two folders", a, b));
        return question;
    }
    const auto our_files = files_of(ours, models::kApplication, question);
    std::map<std::string, fs::path> theirs_by_hash;
    std::map<Identity, fs::path> theirs_by_identity;
    for (const auto& file : files_of(theirs, kStranger, question)) {
        theirs_by_hash.emplace(file.hash, file.path);
        if (const auto identity = identity_of(file.path)) {
            theirs_by_identity.emplace(*identity, file.path);
        }
    }
    for (const auto& [path, hash, bytes] : our_files) {
        const auto identity = identity_of(path);
        if (identity && theirs_by_identity.contains(*identity)) {
            question.blame(fmt::format("{} and {} are one file, SHA-256 {}",
                                       path.string(),
                                       theirs_by_identity.at(*identity).string(),
                                       hash));
        } else if (bytes > kTrivialBytesMax && theirs_by_hash.contains(hash)) {
            question.blame(fmt::format(
                "{} is {} too, SHA-256 {}", path.string(), theirs_by_hash.at(hash).string(), hash));
        }
    }
    return question;
}

Question ask_schedulers(const Context& context,
                        const platform::Config& config,
                        const Stranger& stranger) {
    Question question("different schedulers");
    ask_settings(question, stranger, {"schedule", "serve", "paths"});
    question.see(
        fmt::format("due at {} | {} New York time", config.schedule.night_at, stranger.cycle_at));
    if (config.schedule.night_at == stranger.cycle_at) {
        question.blame(fmt::format("both are due at {}", stranger.cycle_at));
    }
    question.see(fmt::format("port {} | {}", config.serve.port, stranger.port));
    if (config.serve.port == stranger.port && stranger.port != 0) {
        question.blame(fmt::format("both serve on port {}", stranger.port));
    }
    const auto beside = [&](const std::string& database, std::string_view suffix) {
        auto path = context.at(database);
        return path += suffix;
    };
    for (const auto& ours : {beside(config.paths.turbomode_db, ".scan.lock"),
                             beside(config.paths.turbomode_db, ".serve.lock"),
                             beside(config.paths.jobs_db, ".lock"),
                             beside(config.paths.alerts_db, ".lock"),
                             context.at(config.paths.models_dir) / ".lock"}) {
        for (const auto& theirs : stranger.locks) {
            ask_apart(question, "locks", ours, theirs);
        }
    }
    ask_apart(question, "state", context.at(config.paths.jobs_db), stranger.database);
    return question;
}

Question ask_databases(const Context& context,
                       const platform::Config& config,
                       const Stranger& stranger) {
    Question question("different databases");
    ask_settings(question, stranger, {"paths"});
    for (const auto& path :
         {config.paths.turbomode_db, config.paths.jobs_db, config.paths.alerts_db}) {
        ask_apart(question, "databases", context.at(path), stranger.database);
    }
    ask_stamp(context.at(config.paths.turbomode_db),
              static_cast<std::uint32_t>(store::kDatabaseKind.application_id),
              "TurboMode",
              question);
    ask_stamp(stranger.database, kStrangersStamp, "ML Automation", question);
    return question;
}

}  // namespace turbomode::app
