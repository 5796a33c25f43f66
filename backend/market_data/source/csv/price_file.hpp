// Price files: CSV bars and actions turned into raw, validated bars.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "market_data/source/stock_prices.hpp"

namespace market_data::source::csv {

// What the prices in a file mean.
enum class PriceBasis {
    Raw,            // As traded that day. Actions, if given, are in shares of their ex-date.
    SplitAdjusted,  // In shares after the last split of the actions file, volume and dividends
                    // too. Turned back into raw prices with those splits.
    Adjusted,       // Splits and dividends both worked in; what was really traded is lost.
};

struct PriceFile {
    std::vector<StockPrices> stocks;  // By ticker.
    std::size_t rows = 0;
    std::size_t rows_before_calendar = 0;  // Older than the trading calendar: left out.
};

struct PriceFileOptions {
    PriceBasis basis = PriceBasis::Raw;
    std::optional<std::filesystem::path> actions;
    base::TradingDate today;  // A later bar is from the future.
};

// Reads symbol,date,open,high,low,close,volume. The whole file is refused (InvalidInput, with file,
// line and value) for what shows that it is not what it claims to be: a missing column, something
// that is no number, a price that is not > 0, high below low, a date twice, a future date. A bar
// whose open or close lies outside low..high, or whose date is no NYSE session, is quarantined.
base::Result<PriceFile> read_price_file(const std::filesystem::path& path,
                                        const PriceFileOptions& options);

}  // namespace market_data::source::csv
