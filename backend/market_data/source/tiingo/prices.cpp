#include "market_data/source/tiingo/prices.hpp"

#include <map>
#include <optional>
#include <simdjson.h>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "market_data/source/vendor_reply.hpp"

namespace market_data::source::tiingo {

using base::Result;
using base::TradingDate;
using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

namespace {

using Actions = std::map<TradingDate, bars::Action>;

base::Error broken(std::string what) {
    return base::Error{base::ErrorCode::InvalidInput, std::move(what)};
}

// "2018-01-05T00:00:00.000Z": the day is in the text, whatever the zone behind it.
Result<TradingDate> date_of(const object& row, std::size_t index) {
    constexpr std::size_t kDateLength = std::string_view{"YYYY-MM-DD"}.size();
    std::string_view text;
    if (row["date"].get(text) == simdjson::SUCCESS) {
        if (auto date = TradingDate::parse(text.substr(0, kDateLength)); date.ok()) {
            return date;
        }
    }
    return broken(fmt::format("row {}: no date YYYY-MM-DD in '{}'", index, shown_start(text)));
}

// Nothing where the field is absent or null.
Result<std::optional<double>> number_of(const object& row,
                                        std::string_view name,
                                        TradingDate date) {
    element value;
    if (row[name].get(value) != simdjson::SUCCESS || value.is_null()) {
        return std::optional<double>{};
    }
    double number = 0.0;
    if (value.get(number) != simdjson::SUCCESS) {
        return broken(fmt::format("{}: {} is no number", date.text(), name));
    }
    return std::optional{number};
}

Result<VendorBar> bar_of(const object& row, TradingDate date) {
    VendorBar bar{.date = date};
    TRY_ASSIGN(bar.open_usd, number_of(row, "open", date));
    TRY_ASSIGN(bar.high_usd, number_of(row, "high", date));
    TRY_ASSIGN(bar.low_usd, number_of(row, "low", date));
    TRY_ASSIGN(bar.close_usd, number_of(row, "close", date));
    TRY_ASSIGN(bar.volume_shares, number_of(row, "volume", date));
    return bar;
}

Result<void> add_action(const object& row, TradingDate date, Actions& actions) {
    TRY_ASSIGN(const auto dividend, number_of(row, "divCash", date));
    TRY_ASSIGN(const auto split, number_of(row, "splitFactor", date));
    const bars::Action action{.ex_date = date,
                              .dividend_usd = dividend.value_or(0.0),
                              .split_ratio = split.value_or(1.0)};
    if (action.dividend_usd < 0.0 || !(action.split_ratio > 0.0)) {
        return broken(fmt::format("{}: dividend {} or split {} is none",
                                  date.text(),
                                  action.dividend_usd,
                                  action.split_ratio));
    }
    if (action.dividend_usd == 0.0 && action.split_ratio == 1.0) {
        return {};
    }
    const auto& known = actions.emplace(date, action).first->second;
    if (known.dividend_usd != action.dividend_usd || known.split_ratio != action.split_ratio) {
        return broken(fmt::format("{}: two different dividends or splits", date.text()));
    }
    return {};
}

Result<void> parse_json(simdjson::dom::parser& parser, std::string_view body, element& root) {
    if (body.size() > kReplyBytesMax) {
        return broken(fmt::format("{} bytes, more than any history has", body.size()));
    }
    if (const auto status = parser.parse(body.data(), body.size()).get(root);
        status != simdjson::SUCCESS) {
        return broken(fmt::format("no JSON: {}", simdjson::error_message(status)));
    }
    return {};
}

}  // namespace

Result<VendorPrices> read_prices(const base::Ticker& ticker, std::string_view body) {
    simdjson::dom::parser parser(kReplyBytesMax);
    element root;
    TRY(parse_json(parser, body, root));
    array rows;
    if (root.get(rows) != simdjson::SUCCESS) {
        return broken("JSON without a list of prices");
    }
    VendorPrices prices{.ticker = ticker, .origin = "tiingo", .bars = {}, .actions = {}};
    Actions actions;
    for (const element item : rows) {
        object row;
        if (item.get(row) != simdjson::SUCCESS) {
            return broken(fmt::format("row {} is no object", prices.bars.size()));
        }
        TRY_ASSIGN(const auto date, date_of(row, prices.bars.size()));
        TRY_ASSIGN(const auto bar, bar_of(row, date));
        TRY(add_action(row, date, actions));
        prices.bars.push_back(bar);
    }
    for (const auto& [date, action] : actions) {
        prices.actions.push_back(action);
    }
    return prices;
}

std::string read_detail(std::string_view body) {
    simdjson::dom::parser parser(kReplyBytesMax);
    element root;
    std::string_view detail;
    if (!parse_json(parser, body, root).ok() || root["detail"].get(detail) != simdjson::SUCCESS) {
        return {};
    }
    return std::string{detail};
}

}  // namespace market_data::source::tiingo
