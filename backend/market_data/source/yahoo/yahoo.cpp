#include "market_data/source/yahoo/yahoo.hpp"

#include <utility>

#include <fmt/format.h>

#include "market_data/source/vendor_bars.hpp"
#include "market_data/source/vendor_reply.hpp"
#include "market_data/source/yahoo/as_traded.hpp"
#include "market_data/source/yahoo/chart.hpp"
#include "market_data/source/yahoo/exchange_time.hpp"
#include "market_data/source/yahoo/refusal.hpp"

namespace market_data::source::yahoo {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

namespace {

constexpr std::string_view kVendor = "Yahoo";

// Yahoo adjusts for every split up to today, those after the end of the request included, and
// lists only those within it: so the end lies beyond any day (in 2286).
constexpr std::string_view kUntil = "9999999999";

// What the reply says of itself against what was asked.
Result<void> check_identity(const VendorReply& reply, const Chart& chart) {
    const auto mismatch = [&](std::string what) {
        return Error{ErrorCode::InvalidInput,
                     fmt::format("{}: {}: {}", kVendor, reply.ticker.text(), what)};
    };
    if (chart.currency != "USD") {
        return mismatch(chart.currency.empty() ? "the reply names no currency"
                                               : fmt::format("the prices are in {}, not in USD",
                                                             shown_start(chart.currency)));
    }
    if (!chart.granularity.empty() && chart.granularity != "1d") {
        return mismatch(fmt::format("the reply holds bars of {}, not of one day",
                                    shown_start(chart.granularity)));
    }
    const auto answered = base::Ticker::from(chart.symbol);
    if (!chart.symbol.empty() && (!answered.ok() || answered.value() != reply.ticker)) {
        return mismatch(
            fmt::format("the reply is about '{}', not about it", shown_start(chart.symbol)));
    }
    return {};
}

}  // namespace

Yahoo::Yahoo(std::string_view base_url) : base_url_(trimmed_base(base_url)) {}

VendorRequest Yahoo::request(const base::Ticker& ticker, TradingDate since) const {
    const auto url = fmt::format(
        "{}/v8/finance/chart/{}?period1={}&period2={}&interval=1d&events=div%2Csplits"
        "&includePrePost=false",
        base_url_,
        path_segment(ticker.text()),
        new_york_midnight(since),
        kUntil);
    return {.url = url, .headers = {"Accept: application/json"}, .url_shown = url};
}

Result<StockPrices> Yahoo::parse(const VendorReply& reply, TradingDate last_finished) const {
    if (auto refused = refusal(reply)) {
        return *std::move(refused);
    }
    auto chart = read_chart(reply.body);
    if (!chart.ok()) {
        return unreadable(kVendor, reply, chart.error().message);
    }
    if (auto refused = refusal(reply, chart.value())) {
        return *std::move(refused);
    }
    TRY(check_identity(reply, chart.value()));
    auto prices = as_traded(reply.ticker, chart.value());
    if (!prices.ok()) {
        return Error{
            prices.error().code,
            fmt::format("{}: {}: {}", kVendor, reply.ticker.text(), prices.error().message)};
    }
    return judge(prices.value(), last_finished);
}

}  // namespace market_data::source::yahoo
