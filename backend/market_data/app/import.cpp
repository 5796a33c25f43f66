// market_data import: price files into the store.
#include "market_data/app/import.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/hash.hpp"
#include "base/now.hpp"
#include "base/progress.hpp"
#include "market_data/app/context.hpp"
#include "market_data/app/report.hpp"
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

// Not what a program is still writing: a.csv.part, b.csv~.
bool is_csv(const std::filesystem::path& path) {
    auto name = path.filename().string();
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return name.ends_with(".csv") || name.ends_with(".csv.xz") || name.ends_with(".csv.gz") ||
           name.ends_with(".csv.zst");
}

// The CSV files of a folder by name; none where there is no folder.
Result<std::vector<std::filesystem::path>> csv_files_in(const std::filesystem::path& folder) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code not_a_file;
        if (is_csv(entry->path()) && entry->is_regular_file(not_a_file)) {
            files.push_back(entry->path());
        }
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        return Error{ErrorCode::Failed, fmt::format("{}: {}", folder.string(), error.message())};
    }
    std::ranges::sort(files);
    return files;
}

// The file itself, or the CSV files of a folder.
Result<std::vector<std::filesystem::path>> files_at(const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error)) {
        return std::vector{path};
    }
    auto found = csv_files_in(path);
    if (!found.ok()) {
        return Error{ErrorCode::Usage, found.error().message};
    }
    auto files = std::move(found).value();
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

// A session that is not over has no bar yet.
std::vector<quality::Doubt> unfinished(const store::StockUpdate& update,
                                       base::TradingDate last_finished) {
    std::vector<quality::Doubt> doubts;
    for (const auto& bar : update.bars) {
        if (bar.date() > last_finished) {
            doubts.push_back({bar.date(),
                              "not_a_session",
                              fmt::format("{}: the session is unfinished (the last finished one is "
                                          "{})",
                                          bar.date().text(),
                                          last_finished.text())});
        }
    }
    return doubts;
}

// What a file brings, screened against what is stored.
Result<std::vector<store::StockUpdate>> updates_of(csv::PriceFile file,
                                                   const Reader& stored,
                                                   const std::string& name) {
    std::vector<store::StockUpdate> updates;
    updates.reserve(file.stocks.size());
    const auto last_finished = bars::last_finished_session(base::now());
    for (auto& stock : file.stocks) {
        updates.push_back(update_of(std::move(stock)));
        hold_back(updates.back(), unfinished(updates.back(), last_finished), name);
        TRY(screen(updates.back(), &stored, name));
    }
    return updates;
}

struct ReadFile {
    csv::PriceFile prices;
    store::Provenance provenance;
};

Result<ReadFile> read_file(const std::filesystem::path& file,
                           std::string sha256,
                           const csv::PriceFileOptions& options) {
    TRY_ASSIGN(auto prices, csv::read_price_file(file, options));
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
    return store.write_prices(
        updates, source, file.provenance, [&](std::size_t done) { progress.at(done); });
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
        TRY_ASSIGN(auto sha256, base::sha256_of_file(file));
        TRY_ASSIGN(auto one, read_file(file, std::move(sha256), file_options));
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
    keep_snapshot(store);
    tell({}, total);
    nlohmann::ordered_json document{{"files", read.size()},
                                    {"stocks", stocks},
                                    {"bars_unchanged", total.bars_unchanged},
                                    {"bars_before_calendar", before_calendar},
                                    {"actions", total.actions}};
    document.update(report_of(total));
    answer(context,
           document,
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

Result<InboxImport> import_inbox(const Settings& settings,
                                 const std::filesystem::path& inbox,
                                 const std::filesystem::path& database,
                                 store::Store& store) {
    TRY_ASSIGN(const auto source, source_of(inbox));
    const csv::PriceFileOptions file_options{.basis = basis_of(settings.update.csv_prices),
                                             .actions = std::nullopt,
                                             .today = today_in_new_york()};
    InboxImport inboxed;
    TRY_ASSIGN(const auto files, csv_files_in(inbox));
    for (const auto& path : files) {
        const auto name = path.filename().string();
        auto sha256 = base::sha256_of_file(path);
        if (!sha256.ok()) {
            inboxed.failures.push_back({name, std::move(sha256).take_error()});
            continue;
        }
        TRY_ASSIGN(const auto is_known, store.has_file(name, sha256.value()));
        if (is_known) {
            ++inboxed.known;
            continue;
        }
        auto file = read_file(path, std::move(sha256).value(), file_options);
        if (!file.ok()) {
            inboxed.failures.push_back({name, std::move(file).take_error()});
            continue;
        }
        TRY_ASSIGN(const auto counts, write_file(std::move(file).value(), source, database, store));
        inboxed.prices.add(counts);
        inboxed.imported.push_back(name);
    }
    return inboxed;
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
