// What the programs are built from, and what they share.
#include <fstream>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/hash.hpp"
#include "base/kept_file.hpp"
#include "turbomode/app/dependencies.hpp"
#include "turbomode/app/separation.hpp"

namespace turbomode::app {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kOurs = "turbomode";

std::size_t count_of(std::string_view words, std::string_view bytes) {
    std::size_t count = 0;
    for (auto at = bytes.find(words); at != std::string_view::npos;
         at = bytes.find(words, at + words.size())) {
        ++count;
    }
    return count;
}

// How often code of `application` shows in an executable: the paths of its sources, which the list
// of dependencies and every CHECK hold, and its namespace in the names of types and functions.
//
// Source: Itanium C++ ABI, 5.1.3: a namespace stands in a mangled name as its length and itself.
struct Traces {
    std::size_t sources;
    std::size_t names;
};
Traces traces_of(std::string_view application, std::string_view bytes) {
    return {.sources = count_of(fmt::format("backend/{}/", application), bytes),
            .names = count_of(fmt::format("{}{}", application.size(), application), bytes)};
}

// An executable of `own` with nothing of `other` in it. That there is something of `own` shows that
// the search would have found the other.
void ask_executable(const fs::path& path,
                    std::string_view own,
                    std::string_view other,
                    Question& question) {
    const auto file = base::MappedFile::open(path);
    if (!file) {
        question.see(fmt::format("{}: could not be read", path.string()));
        question.blame(fmt::format("{}: what it is built from cannot be told", path.string()));
        return;
    }
    const auto of_own = traces_of(own, file->bytes());
    const auto of_other = traces_of(other, file->bytes());
    question.see(fmt::format("{}: {} paths and {} names of {}, {} and {} of {}",
                             path.string(),
                             of_own.sources,
                             of_own.names,
                             own,
                             of_other.sources,
                             of_other.names,
                             other));
    if (of_own.sources == 0) {
        question.blame(fmt::format("{}: no program of {}", path.string(), own));
    }
    if (of_other.sources + of_other.names > 0) {
        question.blame(fmt::format("{}: has code of {} in it", path.string(), other));
    }
}

// How this process holds a file open, as the kernel has it.
//
// Source: proc(5): the lowest two bits of `flags`, which is octal, are the access mode.
struct Descriptors {
    std::size_t all = 0;
    std::size_t for_writing = 0;
};
Descriptors descriptors_of(const fs::path& path) {
    Descriptors found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd", error)) {
        if (!fs::equivalent(entry.path(), path, error)) {
            continue;
        }
        std::ifstream info(fs::path{"/proc/self/fdinfo"} / entry.path().filename());
        for (std::string key, value; info >> key >> value;) {
            if (key == "flags:") {
                ++found.all;
                found.for_writing += (value.back() - '0') % 4 == 0 ? 0U : 1U;
            }
        }
    }
    return found;
}

// Changes when the bytes of a file do, or somebody wrote the same ones again.
base::Result<std::string> print_of(const fs::path& path) {
    TRY_ASSIGN(auto hash, base::sha256_of_file(path));
    std::error_code error;
    const auto changed = fs::last_write_time(path, error).time_since_epoch().count();
    return fmt::format("{} {}", hash, changed);
}

// The prices are opened as every night opens them.
void ask_prices(const fs::path& prices, Question& question) {
    const auto before = print_of(prices);
    const auto reader = market_data::Reader::open(prices);
    if (!reader.ok()) {
        question.blame(reader.error().message);
        return;
    }
    if (const auto source = reader.value().source(); !source.ok()) {
        question.blame(source.error().message);
    }
    const auto open = descriptors_of(prices);
    const auto after = print_of(prices);
    const bool is_same = before.ok() && after.ok() && before.value() == after.value();
    question.see(
        fmt::format("{}: open {} times, {} of them for writing; bytes and time of change "
                    "{}",
                    prices.string(),
                    open.all,
                    open.for_writing,
                    is_same ? "as before" : "not as before"));
    if (open.all == 0 || open.for_writing > 0) {
        question.blame(fmt::format("{} is not read only", prices.string()));
    }
    if (!is_same) {
        question.blame(
            fmt::format("{} changed while it was looked at: if market_data was at work, "
                        "ask again when it is done",
                        prices.string()));
    }
}

}  // namespace

Question ask_imports(const Context& context) {
    Question question("no common imports");
    const auto sources = compiled_sources();
    question.see(fmt::format("{} sources in {}", sources.size(), fmt::join(linked_layers(), " ")));
    for (const auto layer : linked_layers()) {
        if (layer.starts_with(kStranger)) {
            question.blame(fmt::format("linked from {}", layer));
        }
    }
    for (const auto source : sources) {
        if (source.starts_with(fmt::format("backend/{}/", kStranger))) {
            question.blame(fmt::format("compiled from {}", source));
        }
    }
    ask_executable(context.executable, kOurs, kStranger, question);
    const auto theirs = context.executable.parent_path() / kStranger;
    std::error_code error;
    if (fs::exists(fs::symlink_status(theirs, error))) {
        ask_executable(theirs, kStranger, kOurs, question);
    } else {
        question.see(fmt::format("{}: not there", theirs.string()));
    }
    return question;
}

Question ask_shared(const Context& context, const platform::Config& config) {
    static const std::set<std::string_view> kShared{
        "base", "bars", "features", "market_data_reader"};
    Question question("only features and prices shared");
    std::vector<std::string_view> shared;
    for (const auto layer : linked_layers()) {
        if (layer.starts_with(fmt::format("{}_", kOurs))) {
            continue;
        }
        shared.push_back(layer);
        if (!kShared.contains(layer)) {
            question.blame(fmt::format("{} is not to be shared", layer));
        }
    }
    question.see(fmt::format("shared: {}", fmt::join(shared, " ")));
    const auto prices = context.at(config.paths.market_data_db);
    std::error_code error;
    if (fs::exists(fs::symlink_status(prices, error))) {
        ask_prices(prices, question);
    } else {
        question.see(fmt::format("{}: not there yet", prices.string()));
    }
    return question;
}

}  // namespace turbomode::app
