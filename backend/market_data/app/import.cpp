// market_data import: price files into the store.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/progress.hpp"
#include "market_data/app/context.hpp"
#include "market_data/reader/database.hpp"
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

std::vector<store::StockUpdate> updates_of(csv::PriceFile file) {
    std::vector<store::StockUpdate> updates;
    updates.reserve(file.stocks.size());
    for (auto& stock : file.stocks) {
        store::StockUpdate update{.ticker = stock.ticker,
                                  .bars = std::move(stock.bars),
                                  .actions = std::move(stock.actions),
                                  .quarantined = {}};
        for (auto& item : stock.quarantined) {
            update.quarantined.push_back({.date = item.date,
                                          .reason = std::move(item.reason),
                                          .origin = std::move(item.origin)});
        }
        updates.push_back(std::move(update));
    }
    return updates;
}

void warn_of_quarantine(const std::vector<store::StockUpdate>& updates) {
    constexpr int kLinesMax = 20;
    int lines = 0;
    for (const auto& update : updates) {
        for (const auto& item : update.quarantined) {
            if (++lines <= kLinesMax) {
                spdlog::warn(
                    "quarantined {}: {} {}", item.origin, update.ticker.text(), item.reason);
            }
        }
    }
    if (lines > kLinesMax) {
        spdlog::warn("... and {} more; see market_data quarantine list", lines - kLinesMax);
    }
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
    std::vector<std::pair<csv::PriceFile, store::Provenance>> read;
    for (const auto& file : files) {
        TRY_ASSIGN(auto prices, csv::read_price_file(file, file_options));
        TRY_ASSIGN(auto sha256, base::sha256_of_file(file));
        read.emplace_back(
            std::move(prices),
            store::Provenance{
                .kind = "prices", .file = file.filename().string(), .sha256 = std::move(sha256)});
    }
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(auto store, store::Store::open(database));
    store::PriceCounts total;
    std::size_t stocks = 0;
    std::size_t before_calendar = 0;
    for (auto& [prices, provenance] : read) {
        before_calendar += prices.rows_before_calendar;
        const auto updates = updates_of(std::move(prices));
        base::Progress progress(provenance.file, updates.size());
        TRY_ASSIGN(const auto counts,
                   store.write_prices(
                       updates, source, provenance, [&](std::size_t done) { progress.at(done); }));
        warn_of_quarantine(updates);
        stocks += updates.size();
        total.bars_new += counts.bars_new;
        total.bars_changed += counts.bars_changed;
        total.bars_unchanged += counts.bars_unchanged;
        total.actions += counts.actions;
        total.quarantined += counts.quarantined;
    }
    answer(context,
           {{"files", read.size()},
            {"stocks", stocks},
            {"bars_new", total.bars_new},
            {"bars_changed", total.bars_changed},
            {"bars_unchanged", total.bars_unchanged},
            {"bars_before_calendar", before_calendar},
            {"actions", total.actions},
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
