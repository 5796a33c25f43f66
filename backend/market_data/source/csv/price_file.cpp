#include "market_data/source/csv/price_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "market_data/source/csv/csv_file.hpp"

namespace market_data::source::csv {

using base::Result;
using base::Ticker;
using base::TradingDate;

namespace {

struct RawRow {
    bars::BarFields bar;
    std::size_t line;
};

using RowsByTicker = std::map<Ticker, std::vector<RawRow>>;
using ActionsByTicker = std::map<Ticker, std::vector<bars::Action>>;

Result<TradingDate> date_of(const Row& row, std::size_t column) {
    auto date = TradingDate::parse(row[column]);
    if (!date.ok()) {
        return row.error(date.error().message);
    }
    return date;
}

Result<Ticker> ticker_of(const Row& row, std::size_t column) {
    auto ticker = Ticker::from(row[column]);
    if (!ticker.ok()) {
        return row.error(ticker.error().message);
    }
    return ticker;
}

// What tells that the file is not one of bars: the whole of it is refused.
Result<void> refuse_nonsense(const Row& row, const bars::BarFields& bar) {
    const auto symbol = [&] {
        return fmt::format("{} {}", row[0], bar.date.text());
    };
    for (const double price : {bar.open_usd, bar.high_usd, bar.low_usd, bar.close_usd}) {
        if (price <= 0.0) {
            return row.error(fmt::format("{}: price {} is not > 0", symbol(), price));
        }
    }
    if (bar.high_usd < bar.low_usd) {
        return row.error(
            fmt::format("{}: high {} below low {}", symbol(), bar.high_usd, bar.low_usd));
    }
    if (bar.volume_shares < 0.0) {
        return row.error(fmt::format("{}: volume {} is below 0", symbol(), bar.volume_shares));
    }
    return {};
}

Result<bars::BarFields> fields_of(const Row& row, TradingDate today) {
    TRY_ASSIGN(const auto date, date_of(row, 1));
    if (date > today) {
        return row.error(fmt::format(
            "{} {}: the date is in the future (today is {})", row[0], row[1], today.text()));
    }
    TRY_ASSIGN(const double open, row.number(2, "open"));
    TRY_ASSIGN(const double high, row.number(3, "high"));
    TRY_ASSIGN(const double low, row.number(4, "low"));
    TRY_ASSIGN(const double close, row.number(5, "close"));
    TRY_ASSIGN(const double volume, row.number(6, "volume"));
    const bars::BarFields bar{.date = date,
                              .open_usd = open,
                              .high_usd = high,
                              .low_usd = low,
                              .close_usd = close,
                              .volume_shares = volume};
    TRY(refuse_nonsense(row, bar));
    return bar;
}

Result<RowsByTicker> read_bars(const std::filesystem::path& path,
                               TradingDate today,
                               PriceFile& file) {
    constexpr std::array<Column, 7> kColumns{{{.name = "symbol"},
                                              {.name = "date"},
                                              {.name = "open"},
                                              {.name = "high"},
                                              {.name = "low"},
                                              {.name = "close"},
                                              {.name = "volume"}}};
    RowsByTicker stocks;
    std::string last_symbol;
    std::vector<RawRow>* rows = nullptr;  // Files come sorted by symbol: look it up once.
    TRY(read_rows(path, kColumns, [&](const Row& row) -> Result<void> {
        TRY_ASSIGN(const auto bar, fields_of(row, today));
        ++file.rows;
        if (bar.date < bars::kCalendarFirst) {
            ++file.rows_before_calendar;
            return {};
        }
        if (rows == nullptr || row[0] != last_symbol) {
            TRY_ASSIGN(auto ticker, ticker_of(row, 0));
            last_symbol = row[0];
            rows = &stocks[std::move(ticker)];
        }
        rows->push_back({.bar = bar, .line = row.line()});
        return {};
    }));
    return stocks;
}

Result<bars::Action> action_of(const Row& row, TradingDate date) {
    bars::Action action{.ex_date = date};
    if (!row[2].empty()) {
        TRY_ASSIGN(action.dividend_usd, row.number(2, "dividend"));
    }
    if (!row[3].empty()) {
        TRY_ASSIGN(const double split, row.number(3, "split"));
        action.split_ratio = split == 0.0 ? 1.0 : split;  // Some vendors write 0 for none.
    }
    if (action.dividend_usd < 0.0 || action.split_ratio < 0.0) {
        return row.error(fmt::format(
            "{} {}: dividend {} or split {} is below 0", row[0], row[1], row[2], row[3]));
    }
    return action;
}

Result<ActionsByTicker> read_actions(const std::filesystem::path& path) {
    constexpr std::array<Column, 4> kColumns{
        {{.name = "symbol"}, {.name = "date"}, {.name = "dividend"}, {.name = "split"}}};
    ActionsByTicker stocks;
    TRY(read_rows(path, kColumns, [&](const Row& row) -> Result<void> {
        TRY_ASSIGN(auto ticker, ticker_of(row, 0));
        TRY_ASSIGN(const auto date, date_of(row, 1));
        TRY_ASSIGN(const auto action, action_of(row, date));
        auto& actions = stocks[std::move(ticker)];
        if (std::ranges::any_of(actions,
                                [&](const auto& other) { return other.ex_date == date; })) {
            return row.error(fmt::format("{} {}: the date stands twice", row[0], row[1]));
        }
        actions.push_back(action);
        return {};
    }));
    for (auto& [ticker, actions] : stocks) {
        std::ranges::sort(actions, {}, &bars::Action::ex_date);
    }
    return stocks;
}

// The product of the splits after each date turns prices in today's shares into prices as traded.
class LaterSplits {
public:
    explicit LaterSplits(const std::vector<bars::Action>& actions) : actions_(actions) {}

    double after(TradingDate date) const {
        double ratio = 1.0;
        for (const auto& action : actions_) {
            ratio *= action.ex_date > date ? action.split_ratio : 1.0;
        }
        return ratio;
    }

private:
    const std::vector<bars::Action>& actions_;
};

bars::BarFields in_traded_shares(bars::BarFields bar, double later_splits) {
    for (double* price : {&bar.open_usd, &bar.high_usd, &bar.low_usd, &bar.close_usd}) {
        *price *= later_splits;
    }
    bar.volume_shares /= later_splits;
    return bar;
}

Result<std::vector<bars::Action>> in_traded_shares(const std::filesystem::path& path,
                                                   const Ticker& ticker,
                                                   const std::vector<bars::Action>& actions) {
    const LaterSplits splits(actions);
    auto traded = actions;
    for (auto& action : traded) {
        const double later_splits = splits.after(action.ex_date);
        action.dividend_usd *= later_splits;
        if (!std::isfinite(action.dividend_usd)) {
            return base::Error{base::ErrorCode::InvalidInput,
                               fmt::format("{}: {} {}: no dividend is left after the later splits "
                                           "({})",
                                           path.string(),
                                           ticker.text(),
                                           action.ex_date.text(),
                                           later_splits)};
        }
    }
    return traded;
}

std::string origin_of(const std::filesystem::path& path, std::size_t line) {
    return fmt::format("{}:{}", path.filename().string(), line);
}

Result<StockPrices> assemble(const std::filesystem::path& path,
                             const Ticker& ticker,
                             std::vector<RawRow> rows,
                             std::vector<bars::Action> actions,
                             bool split_adjusted) {
    std::ranges::stable_sort(rows, {}, [](const RawRow& row) { return row.bar.date; });
    const LaterSplits splits(actions);
    StockPrices stock{.ticker = ticker, .bars = {}, .actions = {}, .quarantined = {}};
    stock.bars.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& [fields, line] = rows[i];
        if (i > 0 && rows[i - 1].bar.date == fields.date) {
            return base::Error{base::ErrorCode::InvalidInput,
                               fmt::format("{}:{}: {} {}: the date stands twice (also in line {})",
                                           path.string(),
                                           line,
                                           ticker.text(),
                                           fields.date.text(),
                                           rows[i - 1].line)};
        }
        const auto raw =
            split_adjusted ? in_traded_shares(fields, splits.after(fields.date)) : fields;
        auto bar = bars::Bar::from(raw);
        if (!bar.ok() || !bars::is_session(fields.date)) {
            stock.quarantined.push_back(
                {.date = fields.date,
                 .reason = bar.ok() ? fmt::format("{}: not an NYSE session ({})",
                                                  fields.date.text(),
                                                  bars::closure_reason(fields.date))
                                    : bar.error().message,
                 .origin = origin_of(path, line),
                 .rule = bar.ok() ? "not_a_session" : "unsound_bar",
                 .fields = raw});
            continue;
        }
        stock.bars.push_back(std::move(bar).value());
    }
    if (!split_adjusted) {
        stock.actions = std::move(actions);
        return stock;
    }
    TRY_ASSIGN(stock.actions, in_traded_shares(path, ticker, actions));
    return stock;
}

}  // namespace

Result<PriceFile> read_price_file(const std::filesystem::path& path,
                                  const PriceFileOptions& options) {
    ActionsByTicker actions;
    if (options.actions) {
        if (options.basis == PriceBasis::Adjusted) {
            return base::Error{base::ErrorCode::Usage,
                               fmt::format("{}: fully adjusted prices have their actions worked in "
                                           "already; leave out --actions",
                                           path.string())};
        }
        TRY_ASSIGN(actions, read_actions(*options.actions));
    }
    PriceFile file;
    TRY_ASSIGN(auto rows, read_bars(path, options.today, file));
    for (auto& [ticker, stock_rows] : rows) {
        TRY_ASSIGN(auto stock,
                   assemble(path,
                            ticker,
                            std::move(stock_rows),
                            actions[ticker],
                            options.basis == PriceBasis::SplitAdjusted));
        file.stocks.push_back(std::move(stock));
    }
    return file;
}

}  // namespace market_data::source::csv
