#include "turbomode/nightly/scored.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.hpp"
#include "features/build.hpp"
#include "turbomode/models/registry.hpp"

namespace turbomode::nightly {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

namespace {

Result<void> check_age(const models::StoredModel& model, TradingDate as_of, int days_max) {
    if (model.as_of > as_of) {
        return Error{ErrorCode::Refused,
                     fmt::format("model {} learned from data until {}, later than {}: it knows the "
                                 "session's future; train --as-of an earlier date",
                                 model.id,
                                 model.as_of.text(),
                                 as_of.text())};
    }
    if (as_of >= models::expires_on(model.as_of, days_max)) {
        return Error{ErrorCode::Refused,
                     fmt::format("model {} has expired: {} days old on {}, at most {} are allowed; "
                                 "run turbomode train",
                                 model.id,
                                 as_of.days_since(model.as_of),
                                 as_of.text(),
                                 days_max)};
    }
    return {};
}

std::size_t count_fresh(const ScoredSession& scored) {
    std::size_t fresh = 0;
    for (const auto& stock : scored.panel.stocks) {
        const bool is_member = stock.member.back() != 0;
        if (is_member && stock.series.dates().back() == scored.session) {
            ++fresh;
        }
    }
    return fresh;
}

// Of the matrix' last session.
std::vector<float> values_of(const features::Matrix& matrix, const models::Night& night) {
    std::vector<float> values;
    for (const auto stock : night.stocks) {
        for (std::size_t f = 0; f < features::schema().size(); ++f) {
            values.push_back(matrix.value(f, stock, matrix.session_count() - 1));
        }
    }
    return values;
}

}  // namespace

std::size_t ScoredSession::unfamiliar_count() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        likeness, [](const models::Likeness& one) { return !one.is_familiar(); }));
}

std::size_t ScoredSession::row_of(const base::Ticker& ticker) const {
    std::size_t row = 0;
    while (stock(row).ticker != ticker) {
        ++row;
        CHECK(row < night().stocks.size());
    }
    return row;
}

Result<ScoredSession> score(const market_data::Reader& prices,
                            const models::StoredModel& model,
                            TradingDate session,
                            const ScoreOptions& options) {
    TRY(check_age(model, session, options.model_days_max));
    TRY_ASSIGN(auto panel,
               prices.panel(
                   {.as_of = session, .sessions_max = kScanWindowSessions, .also = options.also}));
    TRY_ASSIGN(auto members, prices.members_on(session));
    const auto matrix =
        features::build(panel, session, {.last_sessions = 1, .threads = options.threads});
    ScoredSession scored{.session = session,
                         .panel = std::move(panel),
                         .members = std::move(members),
                         .nights = {},
                         .values = {},
                         .predictions = {},
                         .likeness = {}};
    scored.nights = models::Nights::of(scored.panel, matrix, options.threads);
    scored.fresh_count = count_fresh(scored);
    if (scored.any()) {
        scored.values = values_of(matrix, scored.night());
        scored.likeness = models::likeness_of(model.familiarity, scored.inputs(), scored.values);
        for (std::size_t side = 0; side < models::kSides.size(); ++side) {
            TRY_ASSIGN(scored.predictions[side],
                       model.ensemble.predict(models::kSides[side], scored.inputs()));
        }
    }
    return scored;
}

std::vector<signals::Candidate> candidates_of(const ScoredSession& scored,
                                              const signals::Tiering& tiers) {
    std::vector<signals::Candidate> candidates;
    for (std::size_t row = 0; row < scored.night().stocks.size(); ++row) {
        const auto& stock = scored.stock(row);
        for (std::size_t side = 0; side < models::kSides.size(); ++side) {
            const auto& prediction = scored.predictions[side].stocks[row];
            candidates.push_back({.ticker = stock.ticker,
                                  .sector = stock.sector,
                                  .tier = tiers.tiers.at(stock.ticker),
                                  .side = models::kSides[side],
                                  .confidence = prediction.confidence,
                                  .base_rate = prediction.base_rate,
                                  .expected_return = prediction.expected_return,
                                  .close_usd = stock.series.close_usd().back(),
                                  .is_familiar = scored.likeness[row].is_familiar()});
        }
    }
    return candidates;
}

Result<std::vector<signals::StockSize>> sizes_of(const market_data::Reader& prices,
                                                 const ScoredSession& scored) {
    std::vector<signals::StockSize> sizes;
    for (const auto& stock : scored.panel.stocks) {
        if (stock.member.back() == 0) {
            continue;
        }
        TRY_ASSIGN(const auto cap, prices.cap_on(stock.ticker, scored.session));
        sizes.push_back({.ticker = stock.ticker,
                         .market_cap_usd = cap ? std::optional{cap->usd} : std::nullopt,
                         .median_dollar_volume_usd =
                             signals::median_dollar_volume_usd(stock.series, scored.session)});
    }
    return sizes;
}

}  // namespace turbomode::nightly
