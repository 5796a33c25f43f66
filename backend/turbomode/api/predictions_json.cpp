#include "turbomode/api/predictions_json.hpp"

#include <algorithm>
#include <set>

#include "base/check.hpp"

namespace turbomode::api {

namespace {

using Dated = std::pair<base::TradingDate, store::Prediction>;

Json prediction_json(const PredictionNight& night,
                     const store::Prediction& prediction,
                     bool is_active) {
    const auto& candidate = prediction.candidate;
    return {{"session", night.session.text()},
            {"symbol", candidate.ticker.text()},
            {"name", name_or_symbol(prediction.name, candidate.ticker)},
            {"sector", candidate.sector},
            {"market_cap", signals::name_of(candidate.tier)},
            {"signal_type", models::name_of(candidate.side)},
            {"confidence", candidate.confidence},
            {"base_rate", candidate.base_rate},
            {"expected_return", candidate.expected_return},
            {"is_familiar", candidate.is_familiar},
            {"status", name_of(status_of(prediction, is_active))},
            {"model_id", night.model_id}};
}

bool matches(const signals::Candidate& candidate, const Filters& filters) {
    return (!filters.tier || candidate.tier == *filters.tier) &&
           (!filters.side || candidate.side == *filters.side) &&
           (!filters.sector || candidate.sector == *filters.sector);
}

bool ranks_before(const store::Prediction& a, const store::Prediction& b) {
    if (a.candidate.confidence != b.candidate.confidence) {
        return a.candidate.confidence > b.candidate.confidence;
    }
    return std::pair{a.candidate.ticker, a.candidate.side} <
           std::pair{b.candidate.ticker, b.candidate.side};
}

// Whether `side` of the stock was on the list on the evening of `session`.
bool was_active(const SymbolRecord& record, models::Side side, base::TradingDate session) {
    const auto is_of_it = [&](const signals::Signal& signal) {
        return signal.ticker == record.ticker && signal.side == side &&
               signal.entry_date <= session;
    };
    return std::ranges::any_of(
               record.active,
               [&](const store::ActiveRow& row) { return is_of_it(row.active.signal); }) ||
           std::ranges::any_of(record.history, [&](const store::ClosedRow& row) {
               return is_of_it(row.closed.signal) && session < row.closed.exit_date;
           });
}

}  // namespace

std::string_view name_of(PredictionStatus status) {
    switch (status) {
        case PredictionStatus::Signal:
            return "SIGNAL";
        case PredictionStatus::Candidate:
            return "CANDIDATE";
        case PredictionStatus::None:
            return "NONE";
    }
    CHECK(false);
}

PredictionStatus status_of(const store::Prediction& prediction, bool is_active) {
    if (is_active) {
        return PredictionStatus::Signal;
    }
    const auto& candidate = prediction.candidate;
    switch (prediction.verdict) {
        case signals::Verdict::NoPlace:
        case signals::Verdict::AlreadyActive:
        case signals::Verdict::Opened:
            return PredictionStatus::Candidate;
        case signals::Verdict::OtherSideBetter:
        case signals::Verdict::Unfamiliar:
            return PredictionStatus::None;
        case signals::Verdict::BelowConfidence:
        case signals::Verdict::NoGain:
            break;
    }
    const bool is_promising =
        candidate.confidence > candidate.base_rate && candidate.expected_return > 0.0;
    return is_promising ? PredictionStatus::Candidate : PredictionStatus::None;
}

Json predictions_json(const std::optional<PredictionNight>& night,
                      std::vector<store::Prediction> rows,
                      std::span<const store::ActiveRow> active,
                      const Filters& filters) {
    CHECK(night || rows.empty());
    std::set<std::pair<base::Ticker, models::Side>> listed;
    for (const auto& row : active) {
        listed.emplace(row.active.signal.ticker, row.active.signal.side);
    }
    std::erase_if(rows,
                  [&](const store::Prediction& row) { return !matches(row.candidate, filters); });
    std::ranges::sort(rows, ranks_before);
    return list_answer<store::Prediction>(
        night ? std::optional{night->session} : std::nullopt,
        "predictions",
        rows,
        filters.page,
        [&](const store::Prediction& row) {
            return prediction_json(
                *night, row, listed.contains({row.candidate.ticker, row.candidate.side}));
        });
}

Json symbol_predictions_json(const std::optional<base::TradingDate>& as_of,
                             const SymbolRecord& record,
                             const Filters& filters) {
    auto rows = record.predictions;
    std::erase_if(rows, [&](const Dated& row) { return !matches(row.second.candidate, filters); });
    std::ranges::sort(rows, [](const Dated& a, const Dated& b) {
        return a.first != b.first ? a.first > b.first
                                  : a.second.candidate.side < b.second.candidate.side;
    });
    auto answer =
        list_answer<Dated>(as_of, "predictions", rows, filters.page, [&](const Dated& row) {
            const auto& [session, prediction] = row;
            const auto model = record.model_ids.find(session);
            const PredictionNight night{
                session, model == record.model_ids.end() ? std::string{} : model->second};
            return prediction_json(
                night, prediction, was_active(record, prediction.candidate.side, session));
        });
    answer["symbol"] = record.ticker.text();
    return answer;
}

}  // namespace turbomode::api
