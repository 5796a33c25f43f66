#include "market_data/app/report.hpp"

#include "base/log.hpp"

namespace market_data::app {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t kLinesMax = 20;

}  // namespace

ordered_json report_of(const store::PriceCounts& prices) {
    ordered_json held = ordered_json::array();
    for (const auto& item : prices.held) {
        held.push_back({{"symbol", item.ticker.text()},
                        {"date", item.bar.date.text()},
                        {"rule", item.bar.rule},
                        {"reason", item.bar.reason}});
    }
    ordered_json revised = ordered_json::array();
    for (const auto& revision : prices.revisions) {
        revised.push_back({{"symbol", revision.ticker.text()},
                           {"date", revision.after.date.text()},
                           {"close_before", revision.before.close_usd},
                           {"close_after", revision.after.close_usd},
                           {"volume_before", revision.before.volume_shares},
                           {"volume_after", revision.after.volume_shares}});
    }
    return {{"quarantined", prices.quarantined},
            {"bars_new", prices.bars_new},
            {"bars_changed", prices.bars_changed},
            {"actions_changed", prices.actions_changed},
            {"held", held},
            {"revisions", revised}};
}

void tell(const std::vector<std::string>& failures, const store::PriceCounts& prices) {
    std::size_t lines = 0;
    const auto is_room = [&] {
        return ++lines <= kLinesMax;
    };
    for (const auto& failure : failures) {
        if (is_room()) {
            spdlog::warn("{}", failure);
        }
    }
    for (const auto& item : prices.held) {
        if (is_room()) {
            spdlog::warn("quarantined {}: {} {} ({}): {}",
                         item.bar.origin,
                         item.ticker.text(),
                         item.bar.date.text(),
                         item.bar.rule,
                         item.bar.reason);
        }
    }
    for (const auto& revision : prices.revisions) {
        if (revision.before.close_usd != revision.after.close_usd && is_room()) {
            spdlog::warn("revised {} {}: close {} was {}",
                         revision.ticker.text(),
                         revision.after.date.text(),
                         revision.after.close_usd,
                         revision.before.close_usd);
        }
    }
    if (lines > kLinesMax) {
        spdlog::warn("... and {} more; --json lists them all", lines - kLinesMax);
    }
}

}  // namespace market_data::app
