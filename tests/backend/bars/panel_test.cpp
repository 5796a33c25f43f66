#include "bars/panel.hpp"

#include <gtest/gtest.h>

#include "backend/bars/make_series.hpp"

namespace bars {
namespace {

using base::TradingDate;

const TradingDate kMonday{2026, 3, 2};
const TradingDate kTuesday{2026, 3, 3};
const TradingDate kWednesday{2026, 3, 4};

Panel panel_until_tuesday() {
    return Panel{.sessions = {kMonday, kTuesday},
                 .stocks = {{.ticker = base::Ticker::from("AAA").value(),
                             .sector = "Energy",
                             .series = flat_series({{kMonday, 1.0}, {kTuesday, 2.0}},
                                                   {{.ex_date = kMonday}}),
                             .member = {1, 1}},
                            {.ticker = base::Ticker::from("NEW").value(),
                             .sector = "Unknown",
                             .series = {},
                             .member = {0, 0}}}};
}

TEST(Panel, MayEndOnTheDateOrBefore) {
    check_not_later(panel_until_tuesday(), kTuesday);
    check_not_later(panel_until_tuesday(), kWednesday);
    check_not_later(Panel{}, kMonday);
}

TEST(PanelDeathTest, MayNotHoldALaterSession) {
    auto panel = panel_until_tuesday();
    panel.sessions.push_back(kWednesday);
    EXPECT_DEATH(check_not_later(panel, kTuesday), "panel.sessions");
}

TEST(PanelDeathTest, MayNotHoldALaterBarOfAnyStock) {
    auto panel = panel_until_tuesday();
    panel.stocks.back().series.append(flat_bar(kWednesday, 1.0));
    EXPECT_DEATH(check_not_later(panel, kTuesday), "dates");
}

TEST(PanelDeathTest, MayNotHoldALaterAction) {
    auto panel = panel_until_tuesday();
    panel.stocks.front().series.append(Action{.ex_date = kWednesday, .split_ratio = 2.0});
    EXPECT_DEATH(check_not_later(panel, kTuesday), "actions");
}

}  // namespace
}  // namespace bars
