#include "backend/turbomode/store/made_nights.hpp"

namespace turbomode::store {

Run made_run(base::TradingDate session, RunState state) {
    return {.session = session,
            .state = state,
            .message = "it's a \"message\"",
            .model_id = "tm-1",
            .schema_hash = "schema",
            .data_hash = "data",
            .data_source = "SIMULATED",
            .config_hash = "config",
            .started_at = "2024-03-05T04:00:00Z",
            .published_at = "2024-03-05T04:01:00Z",
            .universe_count = 503,
            .fresh_count = 502,
            .scored_count = 501,
            .signals_opened = 4,
            .signals_closed = 5,
            .signals_active = 6,
            .candidates = 7,
            .tier_rule = R"({"rule": "thirds"})",
            .drift = Drift{.statistic = 0.31, .threshold = 0.27, .features = "rsi_14"}};
}

signals::Signal made_signal(const std::string& ticker,
                            base::TradingDate entry_date,
                            models::Side side) {
    return {.ticker = base::Ticker::from(ticker).value(),
            .sector = "Health Care",
            .tier = signals::Tier::MidCap,
            .side = side,
            .confidence = 0.1 + 0.2 + 0.3,  // No short decimal.
            .base_rate = 0.4125,
            .expected_return = 0.0123,
            .entry_date = entry_date,
            .entry_usd = 101.37};
}

OpenedSignal made_opened(const signals::Signal& signal) {
    return {.signal = signal,
            .name = signal.ticker.text() + " Inc. 'A'",
            .reasons = {{.feature = "rsi_14", .text = "low \"RSI\"", .contribution = 0.031},
                        {.feature = "return_log_20", .text = "has risen", .contribution = 0.02}}};
}

signals::ActiveSignal made_active(const signals::Signal& signal,
                                  base::TradingDate evening,
                                  double effective_confidence) {
    signals::ActiveSignal active{.signal = signal,
                                 .age_days = evening.days_since(signal.entry_date),
                                 .effective_confidence = effective_confidence,
                                 .latest_confidence = {},
                                 .trade = {.split_ratio = 2.0,
                                           .entry_usd = 50.6,
                                           .target_usd = 55.7,
                                           .stop_usd = 48.1,
                                           .dividends_usd = 0.25,
                                           .fill = {},
                                           .exit = {},
                                           .close_usd = 51.9}};
    if (evening > signal.entry_date) {
        active.latest_confidence = 0.613;
        active.trade.fill = models::Fill{.date = signal.entry_date.plus_days(1), .price_usd = 50.9};
    }
    return active;
}

signals::Closed made_closed(const signals::Signal& signal,
                            base::TradingDate exit_date,
                            signals::ListReason reason) {
    const bool is_filled = reason != signals::ListReason::Cancelled;
    return {.signal = signal,
            .reason = reason,
            .exit_date = exit_date,
            .exit_usd = 55.71,
            .net_return = is_filled ? std::optional{0.0912} : std::nullopt,
            .hold_days = exit_date.days_since(signal.entry_date),
            .trade = {.split_ratio = 4.0,
                      .entry_usd = 50.61,
                      .target_usd = 55.72,
                      .stop_usd = 48.13,
                      .dividends_usd = 0.26,
                      .fill = is_filled
                                  ? std::optional{models::Fill{
                                        .date = signal.entry_date.plus_days(1), .price_usd = 50.91}}
                                  : std::nullopt,
                      .exit = {},
                      .close_usd = 51.92},
            .paper_exit = {}};
}

signals::Closed made_paper_end(signals::Closed closed, base::TradingDate exit_date) {
    closed.paper_exit = models::Exit{.reason = models::ExitReason::StopHit,
                                     .date = exit_date,
                                     .price_usd = 48.14,
                                     .net_return = -0.0512};
    return closed;
}

Prediction made_prediction(const std::string& ticker, models::Side side, signals::Verdict verdict) {
    return {.candidate = {.ticker = base::Ticker::from(ticker).value(),
                          .sector = "Energy",
                          .tier = signals::Tier::SmallCap,
                          .side = side,
                          .confidence = 0.583,
                          .base_rate = 0.411,
                          .expected_return = -0.0021,
                          .close_usd = 17.03,
                          .is_familiar = verdict != signals::Verdict::Unfamiliar},
            .name = ticker + " Corp",
            .verdict = verdict};
}

signals::Outcome made_outcome(const std::string& ticker,
                              base::TradingDate session,
                              base::TradingDate exit_date,
                              models::Side side) {
    return {.session = session,
            .ticker = base::Ticker::from(ticker).value(),
            .side = side,
            .reason = models::ExitReason::StopHit,
            .exit_date = exit_date,
            .net_return = -0.0513};
}

Night night_opening(base::TradingDate session, const std::vector<signals::Signal>& opened) {
    Night night{.run = made_run(session),
                .predictions = {},
                .opened = {},
                .active = {},
                .closed = {},
                .paper_ended = {},
                .outcomes = {}};
    for (const auto& signal : opened) {
        night.opened.push_back(made_opened(signal));
        night.active.push_back(made_active(signal, session));
    }
    return night;
}

}  // namespace turbomode::store
