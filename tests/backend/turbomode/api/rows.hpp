// Rows as the store gives them, for tests that change one thing about them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "turbomode/alerts/alert.hpp"
#include "turbomode/signals/performance.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::api {

inline constexpr base::TradingDate kEntry{2024, 3, 4};
inline constexpr base::TradingDate kFill{2024, 3, 5};
inline constexpr base::TradingDate kTonight{2024, 3, 8};

inline base::Ticker ticker(std::string_view text) {
    return base::Ticker::from(text).value();
}

inline signals::Signal signal_row(std::string_view symbol,
                                  models::Side side = models::Side::Buy,
                                  signals::Tier tier = signals::Tier::LargeCap) {
    return {.ticker = ticker(symbol),
            .sector = "Energy",
            .tier = tier,
            .side = side,
            .confidence = 0.7,
            .base_rate = 0.4,
            .expected_return = 0.02,
            .entry_date = kEntry,
            .entry_usd = 200.0};
}

// Filled at 101 and now at 104, after a split of two for one.
inline store::ActiveRow active_row(signals::Signal signal, double effective_confidence = 0.65) {
    const bool is_buy = signal.side == models::Side::Buy;
    return {.active = {.signal = std::move(signal),
                       .age_days = 4,
                       .effective_confidence = effective_confidence,
                       .latest_confidence = 0.68,
                       .trade = {.split_ratio = 2.0,
                                 .entry_usd = 100.0,
                                 .target_usd = is_buy ? 110.0 : 90.0,
                                 .stop_usd = is_buy ? 95.0 : 105.0,
                                 .fill = models::Fill{.date = kFill, .price_usd = 101.0},
                                 .close_usd = 104.0}},
            .name = "The Company",
            .reasons = {{.feature = "rsi_14", .text = "RSI is low", .contribution = 0.03}},
            .net_return = 0.025};
}

inline store::ClosedRow closed_row(signals::Signal signal,
                                   signals::ListReason reason = signals::ListReason::TargetHit,
                                   std::optional<double> net_return = 0.09) {
    return {.closed = {.signal = std::move(signal),
                       .reason = reason,
                       .exit_date = kTonight,
                       .exit_usd = 110.0,
                       .net_return = net_return,
                       .hold_days = 4,
                       .trade = {.entry_usd = 100.0,
                                 .target_usd = 110.0,
                                 .stop_usd = 95.0,
                                 .fill = models::Fill{.date = kFill, .price_usd = 101.0},
                                 .close_usd = 110.0}},
            .name = "The Company"};
}

inline store::Prediction prediction_row(
    std::string_view symbol,
    models::Side side = models::Side::Buy,
    signals::Verdict verdict = signals::Verdict::BelowConfidence) {
    return {.candidate = {.ticker = ticker(symbol),
                          .sector = "Energy",
                          .tier = signals::Tier::LargeCap,
                          .side = side,
                          .confidence = 0.5,
                          .base_rate = 0.4,
                          .expected_return = 0.01,
                          .close_usd = 100.0,
                          .is_familiar = verdict != signals::Verdict::Unfamiliar},
            .name = "The Company",
            .verdict = verdict};
}

inline store::Run run_row(base::TradingDate session,
                          store::RunState state = store::RunState::Published) {
    return {.session = session,
            .state = state,
            .message = "two signals opened",
            .model_id = "m1",
            .data_source = "SIMULATED",
            .started_at = "2024-03-09T04:00:00Z",
            .published_at = "2024-03-09T04:00:20Z",
            .universe_count = 500,
            .fresh_count = 495,
            .scored_count = 490,
            .signals_opened = 2,
            .signals_closed = 1,
            .signals_active = 30,
            .candidates = 7,
            .tier_rule = R"({"rule":"market_cap","text":"thirds by market cap",)"
                         R"("large_cap_min":5e10,"mid_cap_min":null})"};
}

// A night of `count` stocks on both sides, all ended, of which every second wins as a BUY and
// loses as a SELL.
inline std::vector<signals::Judged> judged_rows(base::TradingDate session, std::size_t count) {
    std::vector<signals::Judged> rows;
    for (std::size_t i = 0; i < 2 * count; ++i) {
        const bool is_buy = i % 2 == 0;
        const bool has_risen = i / 2 % 2 == 0;
        rows.push_back(
            {.session = session,
             .ticker = ticker(fmt::format("S{}", i / 2)),
             .sector = "Energy",
             .tier = signals::Tier::MidCap,
             .side = is_buy ? models::Side::Buy : models::Side::Sell,
             .confidence = 0.5 + 0.001 * static_cast<double>(i / 2),
             .base_rate = 0.45,
             .was_signal = false,
             .is_familiar = true,
             .was_late = false,
             .model_id = "tm-1",
             .end = signals::Judged::End{.date = session.plus_days(5),
                                         .net_return = is_buy == has_risen ? 0.03 : -0.02}});
    }
    return rows;
}

inline alerts::Alert alert_row(const std::string& key,
                               alerts::Severity severity = alerts::Severity::Warning) {
    const platform::TimePoint time{kTonight.day() + std::chrono::hours{28}};
    return {.id = 1,
            .key = key,
            .severity = severity,
            .text = "something is wrong; do something",
            .raised_at = time,
            .seen_at = time + std::chrono::hours{1},
            .last_said_at = time};
}

}  // namespace turbomode::api
