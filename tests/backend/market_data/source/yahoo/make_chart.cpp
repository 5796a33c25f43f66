#include "backend/market_data/source/yahoo/make_chart.hpp"

#include <functional>
#include <utility>

#include <fmt/format.h>

namespace market_data::source::yahoo {

namespace {

std::string listed(const std::vector<ChartRow>& rows,
                   const std::function<std::string(const ChartRow&)>& field) {
    std::vector<std::string> items;
    for (const auto& row : rows) {
        items.push_back(field(row));
    }
    return fmt::format("[{}]", fmt::join(items, ","));
}

}  // namespace

std::string seconds_of(base::TradingDate date, int utc_seconds) {
    return fmt::format("{}", date.days_since_1970() * 86400LL + utc_seconds);
}

std::string split_event(base::TradingDate date, double numerator, double denominator) {
    return fmt::format(
        R"("{0}":{{"date":{0},"numerator":{1},"denominator":{2},"splitRatio":"{1}:{2}"}})",
        seconds_of(date),
        numerator,
        denominator);
}

std::string dividend_event(base::TradingDate date, double amount) {
    return fmt::format(R"("{0}":{{"amount":{1},"date":{0}}})", seconds_of(date), amount);
}

std::string chart_body(const ChartParts& parts) {
    const auto meta =
        fmt::format(R"({{"currency":{},"symbol":"{}","gmtoffset":{},"exchangeTimezoneName":"{}",)"
                    R"("dataGranularity":"{}"}})",
                    parts.currency,
                    parts.symbol,
                    parts.gmt_offset,
                    parts.zone,
                    parts.granularity);
    const auto quote =
        fmt::format(R"({{"open":{},"high":{},"low":{},"close":{},"volume":{}}})",
                    listed(parts.rows, [](const ChartRow& row) { return row.open; }),
                    listed(parts.rows, [](const ChartRow& row) { return row.high; }),
                    listed(parts.rows, [](const ChartRow& row) { return row.low; }),
                    listed(parts.rows, [](const ChartRow& row) { return row.close; }),
                    listed(parts.rows, [](const ChartRow& row) { return row.volume; }));
    return fmt::format(
        R"({{"chart":{{"result":[{{"meta":{},"timestamp":{},"events":{{"dividends":{{{}}},)"
        R"("splits":{{{}}}}},"indicators":{{"quote":[{}],"adjclose":[{{"adjclose":[1]}}]}}}}],)"
        R"("error":null}}}})",
        meta,
        listed(parts.rows,
               [](const ChartRow& row) { return seconds_of(row.date, row.utc_seconds); }),
        parts.dividends,
        parts.splits,
        quote);
}

VendorReply reply_of(std::string body, const std::string& symbol) {
    return {.ticker = base::Ticker::from(symbol).value(),
            .status = 200,
            .content_type = "application/json;charset=utf-8",
            .body = std::move(body),
            .redirect_to = ""};
}

}  // namespace market_data::source::yahoo
