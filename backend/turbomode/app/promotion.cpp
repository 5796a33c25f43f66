#include "turbomode/app/promotion.hpp"

#include <fmt/format.h>

#include "turbomode/models/artefact.hpp"
#include "turbomode/models/gate.hpp"

namespace turbomode::app {

using base::Result;
using nlohmann::ordered_json;

namespace {

ordered_json json_of(const models::SideComparison& side) {
    return {{"nights", side.nights},
            {"champion_gain", side.champion_gain},
            {"challenger_gain", side.challenger_gain},
            {"error", side.error}};
}

std::string text_of(const models::Comparison& comparison) {
    std::string text;
    for (std::size_t side = 0; side < models::kSides.size(); ++side) {
        const auto& found = comparison[side];
        text += fmt::format(
            "{}{} gains {:+.5f} over the base rate on {} shared nights, the "
            "champion {:+.5f}",
            side == 0 ? "" : "; ",
            models::name_of(models::kSides[side]),
            found.challenger_gain,
            found.nights,
            found.champion_gain);
    }
    return text;
}

// Fills in the comparison with `champion`.
void put_comparison(const std::string& champion,
                    const models::Comparison& comparison,
                    Verdict& verdict) {
    ordered_json sides = ordered_json::object();
    for (std::size_t side = 0; side < models::kSides.size(); ++side) {
        sides[std::string{models::name_of(models::kSides[side])}] = json_of(comparison[side]);
    }
    const bool told = models::can_tell(comparison);
    const std::string why_not =
        told ? std::string{}
             : fmt::format("they share {} BUY and {} SELL nights out of fold, {} are needed",
                           comparison[0].nights,
                           comparison[1].nights,
                           models::kSharedNightsMin);
    verdict.comparison = {{"champion", champion},
                          {"compared", told},
                          {"why_not", told ? ordered_json(nullptr) : ordered_json(why_not)},
                          {"sides", sides}};
    verdict.comparison_text =
        told ? fmt::format("beside champion {}: {}\n", champion, text_of(comparison))
             : fmt::format("not compared with champion {}: {}\n", champion, why_not);
}

void put_unreadable(const std::string& champion, const std::string& why, Verdict& verdict) {
    verdict.comparison = {
        {"champion", champion}, {"compared", false}, {"why_not", why}, {"sides", nullptr}};
    verdict.comparison_text = fmt::format("not compared with champion {}: {}\n", champion, why);
}

}  // namespace

Result<Verdict> judge_promotion(const models::Registry& registry,
                                const models::ExitRule& rule,
                                const Challenger& challenger) {
    Verdict verdict{.objections = models::promotion_objections(challenger.metrics),
                    .comparison = nullptr,
                    .comparison_text = {}};
    const auto object = [&](const std::vector<std::string>& more) {
        verdict.objections.insert(verdict.objections.end(), more.begin(), more.end());
    };
    object(challenger.leaks);
    TRY_ASSIGN(const auto champion, registry.champion());
    if (!champion || *champion == challenger.id) {
        return verdict;
    }
    const auto losses = models::read_night_losses_of(registry.folder(), *champion, rule);
    if (!losses.ok()) {
        put_unreadable(*champion, losses.error().message, verdict);
        return verdict;
    }
    const auto comparison = models::compare(
        losses.value(), {challenger.metrics[0].losses, challenger.metrics[1].losses});
    put_comparison(*champion, comparison, verdict);
    object(models::challenge_objections(comparison));
    return verdict;
}

}  // namespace turbomode::app
