// market_data import: price files into the store.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/progress.hpp"
#include "market_data/app/context.hpp"
#include "market_data/app/screening.hpp"
#include "market_data/reader/database.hpp"
#include "market_data/reader/reader.hpp"
#include "market_data/source/csv/price_file.hpp"
#include "market_data/store/store.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;
namespace csv = source::csv;

namespace {

struct ImportOptions {
    std::string path;
    std::string format = "csv";
    std::string prices = "raw";
    std::string actions;
};

// The file itself, or the CSV files of a folder by name.
Result<std::vector<std::filesystem::path>> files_at(const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error)) {
        return std::vector{path};
    }
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto name = entry->path().filename().string();
        if (entry->is_regular_file(error) && name.find(".csv") != std::string::npos) {
            files.push_back(entry->path());
        }
    }
    std::ranges::sort(files);
    if (files.empty()) {
        return Error{
            ErrorCode::Usage,
            fmt::format("{}: there is no such file, and no folder with .csv files", path.string())};
    }
    return files;
}

csv::PriceBasis basis_of(const std::string& prices) {
    return prices == "raw"              ? csv::PriceBasis::Raw
           : prices == "split-adjusted" ? csv::PriceBasis::SplitAdjusted
                                        : csv::PriceBasis::Adjusted;
}

// What pages name as the origin of the prices: the file, or the folder for all files in it.
Result<std::string> source_of(const std::filesystem::path& path) {
    const auto whole = std::filesystem::absolute(path).lexically_normal();
    const auto name = (whole.has_filename() ? whole : whole.parent_path()).filename().string();
    if (name.empty() || name == kSourceSimulated) {
        return Error{
            ErrorCode::Usage,
            fmt::format("{}: '{}' cannot name a source of prices; rename it", path.string(), name)};
    }
    return name;
}

// What a file brings, screened against what is stored.
Result<std::vector<store::StockUpdate>> updates_of(csv::PriceFile file,
                                                   const Reader& stored,
                                                   const std::string& name) {
    std::vector<store::StockUpdate> updates;
    updates.reserve(file.stocks.size());
    for (auto& stock : file.stocks) {
        updates.push_back(update_of(std::move(stock)));
        TRY(screen(updates.back(), &stored, name));
    }
    return updates;
}

void warn_of_quarantine(const store::PriceCounts& counts) {
    constexpr std::size_t kLinesMax = 20;
    for (std::size_t i = 0; i < std::min(counts.held.size(), kLinesMax); ++i) {
        const auto& [ticker, bar] = counts.held[i];
        spdlog::warn("quarantined {}: {} {} ({}): {}",
                     bar.origin,
                     ticker.text(),
                     bar.date.text(),
                     bar.rule,
                     bar.reason);
    }
    if (counts.quarantined > kLinesMax) {
        spdlog::warn("... and {} more; see market_data quarantine list",
                     counts.quarantined - kLinesMax);
    }
}

struct ReadFile {
    csv::PriceFile prices;
    store::Provenance provenance;
};

Result<ReadFile> read_file(const std::filesystem::path& file,
                           const csv::PriceFileOptions& options) {
    TRY_ASSIGN(auto prices, csv::read_price_file(file, options));
    TRY_ASSIGN(auto sha256, base::sha256_of_file(file));
    return ReadFile{
        .prices = std::move(prices),
        .provenance = {
            .kind = "prices", .file = file.filename().string(), .sha256 = std::move(sha256)}};
}

Result<store::PriceCounts> write_file(ReadFile file,
                                      const std::string& source,
                                      const std::filesystem::path& database,
                                      store::Store& store) {
    TRY_ASSIGN(const auto stored, Reader::open(database));
    TRY_ASSIGN(const auto updates,
               updates_of(std::move(file.prices), stored, file.provenance.file));
    base::Progress progress(file.provenance.file, updates.size());
    TRY_ASSIGN(const auto counts,
               store.write_prices(
                   updates, source, file.provenance, [&](std::size_t done) { progress.at(done); }));
    warn_of_quarantine(counts);
    return counts;
}

Result<void> run(const Context& context, const ImportOptions& options) {
    TRY_ASSIGN(const auto files, files_at(options.path));
    TRY_ASSIGN(const auto source, source_of(options.path));
    const csv::PriceFileOptions file_options{
        .basis = basis_of(options.prices),
        .actions = options.actions.empty() ? std::nullopt
                                           : std::optional<std::filesystem::path>{options.actions},
        .today = today_in_new_york()};

    // All files are read before the first is written, so that a bad one leaves the store as it was.
    std::vector<ReadFile> read;
    for (const auto& file : files) {
        TRY_ASSIGN(auto one, read_file(file, file_options));
        read.push_back(std::move(one));
    }
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(auto store, store::Store::open(database));
    store::PriceCounts total;
    std::size_t stocks = 0;
    std::size_t before_calendar = 0;
    for (auto& file : read) {
        before_calendar += file.prices.rows_before_calendar;
        stocks += file.prices.stocks.size();
        TRY_ASSIGN(const auto counts, write_file(std::move(file), source, database, store));
        total.add(counts);
    }
    answer(context,
           {{"files", read.size()},
            {"stocks", stocks},
            {"bars_new", total.bars_new},
            {"bars_changed", total.bars_changed},
            {"bars_unchanged", total.bars_unchanged},
            {"bars_before_calendar", before_calendar},
            {"actions", total.actions},
            {"actions_changed", total.actions_changed},
            {"quarantined", total.quarantined}},
           fmt::format("{} stocks from {} file(s): {} bars new, {} changed, {} unchanged, {} older "
                       "than the calendar left out; {} actions; {} bars quarantined\n",
                       stocks,
                       read.size(),
                       total.bars_new,
                       total.bars_changed,
                       total.bars_unchanged,
                       before_calendar,
                       total.actions,
                       total.quarantined));
    return {};
}

}  // namespace

Result<void> import_inbox(const Context& context) {
    TRY_ASSIGN(const auto settings, context.settings());
    const auto inbox = context.at(settings.paths.inbox);
    TRY_ASSIGN(const auto files, files_at(inbox));
    const csv::PriceFileOptions file_options{.basis = basis_of(settings.update.csv_prices),
                                             .actions = std::nullopt,
                                             .today = today_in_new_york()};
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(auto store, store::Store::open(database));
    store::PriceCounts total;
    std::size_t known = 0;
    nlohmann::ordered_json imported = nlohmann::ordered_json::array();
    nlohmann::ordered_json failures = nlohmann::ordered_json::array();
    for (const auto& path : files) {
        const auto name = path.filename().string();
        auto file = read_file(path, file_options);
        if (!file.ok()) {
            spdlog::error("{}", file.error().message);
            failures.push_back({{"file", name}, {"reason", file.error().message}});
            continue;
        }
        TRY_ASSIGN(const auto is_known, store.has_file(file.value().provenance.sha256));
        if (is_known) {
            ++known;
            continue;
        }
        TRY_ASSIGN(const auto counts, write_file(std::move(file).value(), name, database, store));
        total.add(counts);
        imported.push_back(name);
    }
    answer(context,
           {{"provider", "csv"},
            {"inbox", inbox.string()},
            {"imported", imported},
            {"known", known},
            {"failed", failures.size()},
            {"failures", failures},
            {"bars_new", total.bars_new},
            {"bars_changed", total.bars_changed},
            {"quarantined", total.quarantined}},
           fmt::format("{}: {} files imported, {} known already, {} failed; {} bars new, {} "
                       "changed, {} quarantined\n",
                       inbox.string(),
                       imported.size(),
                       known,
                       failures.size(),
                       total.bars_new,
                       total.bars_changed,
                       total.quarantined));
    if (!failures.empty()) {
        return Error{ErrorCode::InvalidInput,
                     fmt::format("{} of {} files could not be imported: {}",
                                 failures.size(),
                                 files.size(),
                                 failures.front()["reason"].get<std::string>())};
    }
    return {};
}

void add_import(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<ImportOptions>();
    auto* importing =
        program.add_subcommand("import", "Put the prices of CSV files into the store");
    importing
        ->add_option("path", options->path, "A CSV file or a folder of them (.xz .gz .zst too)")
        ->required();
    importing->add_option("--format", options->format, "What the files are")
        ->check(CLI::IsMember({"csv"}))
        ->capture_default_str();
    importing->add_option("--prices", options->prices, "What the prices in them mean")
        ->check(CLI::IsMember({"raw", "split-adjusted", "adjusted"}))
        ->capture_default_str();
    importing->add_option("--actions",
                          options->actions,
                          "CSV of symbol,date,dividend,split, in the same shares as the prices");
    importing->footer(
        "Examples:\n"
        "  market_data import prices.csv.xz --prices split-adjusted --actions actions.csv\n"
        "  market_data import daily/        # every .csv in the folder, prices as traded\n\n"
        "A file with a missing column, a NaN, a date twice, high below low or a future date is\n"
        "refused whole (exit 4) and the store stays as it was.");
    importing->callback([&context, &command, options] {
        command = [&context, options] {
            return run(context, *options);
        };
    });
}

}  // namespace market_data::app
