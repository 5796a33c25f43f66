#include "turbomode/api/signals_json.hpp"

#include <gtest/gtest.h>

#include "backend/turbomode/api/rows.hpp"

namespace turbomode::api {
namespace {

using models::Side;
using signals::Tier;

std::vector<std::string> symbols_of(const Json& json) {
    std::vector<std::string> symbols;
    for (const auto& row : json["signals"]) {
        symbols.push_back(row["symbol"]);
    }
    return symbols;
}

TEST(SignalsJson, PricesAreInSharesOfTheEvening) {
    const auto json = signal_json(active_row(signal_row("XOM")), 14);
    EXPECT_EQ(json["entry_price"], 100.0);  // 200 before the split.
    EXPECT_EQ(json["fill_price"], 101.0);
    EXPECT_EQ(json["current_price"], 104.0);
    EXPECT_EQ(json["fill_date"], "2024-03-05");
    EXPECT_EQ(json["entry_date"], "2024-03-04");
}

TEST(SignalsJson, TheEntryRangeIsTwoPercentToEitherSide) {
    const auto json = signal_json(active_row(signal_row("XOM")), 14);
    EXPECT_DOUBLE_EQ(json["entry_min"], 98.0);
    EXPECT_DOUBLE_EQ(json["entry_max"], 102.0);
}

TEST(SignalsJson, LevelsAreSignedPercentOfTheEntry) {
    const auto buy = signal_json(active_row(signal_row("XOM")), 14);
    EXPECT_NEAR(buy["target_pct"], 10.0, 1e-9);
    EXPECT_NEAR(buy["stop_pct"], -5.0, 1e-9);
    const auto sell = signal_json(active_row(signal_row("XOM", Side::Sell)), 14);
    EXPECT_NEAR(sell["target_pct"], -10.0, 1e-9);
    EXPECT_NEAR(sell["stop_pct"], 5.0, 1e-9);
}

TEST(SignalsJson, ProfitIsInPercentAndNullBeforeTheFill) {
    auto row = active_row(signal_row("XOM"));
    EXPECT_DOUBLE_EQ(signal_json(row, 14)["profit_loss_pct"], 2.5);
    row.active.trade.fill.reset();
    row.net_return.reset();
    const auto json = signal_json(row, 14);
    for (const auto* field : {"profit_loss_pct", "fill_date", "fill_price"}) {
        EXPECT_TRUE(json[field].is_null()) << field;
    }
}

TEST(SignalsJson, LatestConfidenceIsNullWhenTheStockWasNotScored) {
    auto row = active_row(signal_row("XOM"));
    EXPECT_EQ(signal_json(row, 14)["latest_confidence"], 0.68);
    row.active.latest_confidence.reset();
    EXPECT_TRUE(signal_json(row, 14)["latest_confidence"].is_null());
}

TEST(SignalsJson, AgeGivesColourAndDaysLeft) {
    struct Case {
        int age;
        const char* color;
        int days_left;
    };
    for (const auto& [age, color, days_left] : {Case{0, "hot", 14},
                                                Case{3, "hot", 11},
                                                Case{4, "warm", 10},
                                                Case{8, "cool", 6},
                                                Case{11, "cold", 3},
                                                Case{14, "cold", 0},
                                                Case{16, "cold", 0}}) {
        auto row = active_row(signal_row("XOM"));
        row.active.age_days = age;
        const auto json = signal_json(row, 14);
        EXPECT_EQ(json["age_color"], color) << age;
        EXPECT_EQ(json["days_left"], days_left) << age;
    }
}

TEST(SignalsJson, AnUnknownNameIsTheSymbolAgain) {
    auto row = active_row(signal_row("BRK.B"));
    EXPECT_EQ(signal_json(row, 14)["name"], "The Company");
    row.name = "";
    EXPECT_EQ(signal_json(row, 14)["name"], "BRK-B");
}

TEST(SignalsJson, ReasonsKeepTheirOrder) {
    auto row = active_row(signal_row("XOM"));
    row.reasons.push_back({.feature = "b", .text = "second", .contribution = -0.01});
    const auto reasons = signal_json(row, 14)["reasons"];
    ASSERT_EQ(reasons.size(), 2U);
    EXPECT_EQ(reasons[0],
              (Json{{"feature", "rsi_14"}, {"text", "RSI is low"}, {"contribution", 0.03}}));
    EXPECT_EQ(reasons[1]["text"], "second");
}

TEST(SignalsJson, BestEffectiveConfidenceComesFirstThenTheSymbol) {
    const auto json = signals_json(kTonight,
                                   {active_row(signal_row("C"), 0.6),
                                    active_row(signal_row("B"), 0.6),
                                    active_row(signal_row("A"), 0.5),
                                    active_row(signal_row("D"), 0.9)},
                                   {.page = {.limit = 10}},
                                   14);
    EXPECT_EQ(symbols_of(json), (std::vector<std::string>{"D", "B", "C", "A"}));
    EXPECT_EQ(json["as_of"], "2024-03-08");
}

TEST(SignalsJson, FiltersByTierAndSide) {
    const std::vector rows{active_row(signal_row("A")),
                           active_row(signal_row("B", Side::Sell)),
                           active_row(signal_row("C", Side::Buy, Tier::MidCap)),
                           active_row(signal_row("D", Side::Sell, Tier::MidCap))};
    const auto ask = [&](Filters filters) {
        filters.page.limit = 10;
        return symbols_of(signals_json(kTonight, rows, filters, 14));
    };
    EXPECT_EQ(ask({}), (std::vector<std::string>{"A", "B", "C", "D"}));
    EXPECT_EQ(ask({.tier = Tier::MidCap}), (std::vector<std::string>{"C", "D"}));
    EXPECT_EQ(ask({.side = Side::Sell}), (std::vector<std::string>{"B", "D"}));
    EXPECT_EQ(ask({.tier = Tier::MidCap, .side = Side::Sell}), std::vector<std::string>{"D"});
    EXPECT_TRUE(ask({.tier = Tier::SmallCap}).empty());
    EXPECT_EQ(ask({.symbol = ticker("C")}), std::vector<std::string>{"C"});
}

TEST(SignalsJson, BaseRateReasonsAndOthersAddUpToTheConfidence) {
    auto row = active_row(signal_row("A"));
    row.reasons = {{.feature = "a", .text = "first", .contribution = 0.11},
                   {.feature = "b", .text = "second", .contribution = 0.07}};
    const auto signal = signal_json(row, 14);
    EXPECT_NEAR(signal["base_rate"].get<double>() + 0.11 + 0.07 +
                    signal["contribution_of_others"].get<double>(),
                signal["confidence"].get<double>(),
                1e-12);
}

TEST(SignalsJson, TotalCountsWhatMatchesAndCountWhatIsShown) {
    const std::vector rows(5, active_row(signal_row("A")));
    const auto json = signals_json(kTonight, rows, {.page = {.limit = 2}}, 14);
    EXPECT_EQ(json["count"], 2);
    EXPECT_EQ(json["total"], 5);
}

}  // namespace
}  // namespace turbomode::api
