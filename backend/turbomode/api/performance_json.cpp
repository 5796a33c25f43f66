#include "turbomode/api/performance_json.hpp"

#include "turbomode/models/outcomes.hpp"
#include "turbomode/signals/track_record.hpp"

namespace turbomode::api {

namespace {

using signals::Score;

Json score_json(const Score& score) {
    const auto figure = [&](double Score::Figures::*field) {
        return score.figures ? Json((*score.figures).*field) : Json(nullptr);
    };
    const auto bound = [&](double models::Interval::*field) {
        return score.figures ? Json(score.figures->win_rate_interval.*field) : Json(nullptr);
    };
    return {{"nights", score.nights},
            {"outcomes", score.outcomes},
            {"wins", score.wins},
            {"win_rate", figure(&Score::Figures::win_rate)},
            {"win_rate_low", bound(&models::Interval::low)},
            {"win_rate_high", bound(&models::Interval::high)},
            {"confidence", figure(&Score::Figures::confidence)},
            {"base_rate", figure(&Score::Figures::base_rate)},
            {"brier", figure(&Score::Figures::brier)},
            {"brier_of_base", figure(&Score::Figures::brier_of_base)},
            {"log_loss", figure(&Score::Figures::log_loss)},
            {"log_loss_of_base", figure(&Score::Figures::log_loss_of_base)},
            {"avg_return_pct",
             score.figures ? Json(100.0 * score.figures->net_return) : Json(nullptr)}};
}

template <typename Rows, typename ToJson>
Json array_of(const Rows& rows, const ToJson& to_json) {
    Json array = Json::array();
    for (const auto& row : rows) {
        array.push_back(to_json(row));
    }
    return array;
}

// What names a group, then its figures.
Json named(const std::string& field, const std::string& name, const Score& score) {
    Json json{{field, name}};
    json.update(score_json(score));
    return json;
}

Json groups_json(const std::string& field, const std::vector<signals::Group>& groups) {
    return array_of(
        groups, [&](const signals::Group& group) { return named(field, group.name, group.score); });
}

Json late_entry_json(const signals::LateEntry& entry) {
    Json json = named("age", entry.age, entry.score);
    json["effective_confidence"] =
        entry.score.figures ? Json(entry.effective_confidence) : Json(nullptr);
    return json;
}

Json side_json(models::Side side, const signals::SidePerformance& performance) {
    return {{"signal_type", models::name_of(side)},
            {"all", score_json(performance.all)},
            {"signals", score_json(performance.signals)},
            {"by_market_cap", groups_json("market_cap", performance.by_tier)},
            {"by_sector", groups_json("sector", performance.by_sector)},
            {"by_month", groups_json("month", performance.by_month)},
            {"by_age", groups_json("age", performance.by_age)},
            {"by_confidence", groups_json("bucket", performance.by_confidence)},
            {"by_model", groups_json("model_id", performance.by_model)},
            {"rolling",
             array_of(performance.rolling,
                      [](const signals::RollingScore& rolling) {
                          return named("last", rolling.last.text(), rolling.score);
                      })},
            {"late_entries", array_of(performance.late_entries, late_entry_json)}};
}

Json calibration_of_side(models::Side side, const signals::SidePerformance& performance) {
    const bool is_enough = performance.all.figures.has_value();
    Json json{{"signal_type", models::name_of(side)}};
    json.update(score_json(performance.all));
    json["bins"] = is_enough ? array_of(performance.reliability, bin_json) : Json::array();
    return json;
}

template <typename ToJson>
Json sides_json(const signals::Performance& performance, const ToJson& to_json) {
    Json sides = Json::array();
    for (const auto side : models::kSides) {
        sides.push_back(to_json(side, performance.sides[static_cast<std::size_t>(side)]));
    }
    return sides;
}

Json coverage_json(const signals::Performance& performance) {
    return {{"first", date_or_null(performance.first)},
            {"last", date_or_null(performance.last)},
            {"nights", performance.nights},
            {"nights_waiting", performance.nights_waiting},
            {"nights_late", performance.nights_late},
            {"outcomes", performance.outcomes},
            {"outcomes_needed", signals::kOutcomesMin},
            {"cancelled", performance.cancelled},
            {"unfamiliar", performance.unfamiliar},
            {"unknown", performance.unknown}};
}

}  // namespace

Json bin_json(const models::ReliabilityBin& bin) {
    return {{"outcomes", bin.outcomes},
            {"mean_confidence", bin.confidence},
            {"win_rate", bin.won},
            {"win_rate_low", bin.won_low},
            {"win_rate_high", bin.won_high}};
}

Json performance_json(const std::optional<base::TradingDate>& as_of,
                      const signals::Performance& performance) {
    Json body = coverage_json(performance);
    body["sides"] = sides_json(performance, side_json);
    return {{"success", true}, {"as_of", date_or_null(as_of)}, {"performance", std::move(body)}};
}

Json calibration_json(const std::optional<base::TradingDate>& as_of,
                      const signals::Performance& performance) {
    Json body = coverage_json(performance);
    body["sides"] = sides_json(performance, calibration_of_side);
    return {{"success", true}, {"as_of", date_or_null(as_of)}, {"calibration", std::move(body)}};
}

base::Result<std::shared_ptr<const signals::Performance>> PerformanceMemo::of(
    const store::SignalViews& views,
    const std::optional<store::Run>& shown,
    const signals::PublishingRules& rules) {
    return memo_.of(shown, [&]() -> base::Result<signals::Performance> {
        if (!shown) {
            return signals::Performance{};
        }
        TRY_ASSIGN(const auto judged, views.judged(kPerformanceNights));
        return signals::performance(judged, rules, shown->session);
    });
}

}  // namespace turbomode::api
