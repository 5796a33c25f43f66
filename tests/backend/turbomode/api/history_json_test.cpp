#include "turbomode/api/history_json.hpp"

#include <gtest/gtest.h>

#include "backend/turbomode/api/rows.hpp"

namespace turbomode::api {
namespace {

using models::ExitReason;
using models::Side;
using signals::ListReason;

TEST(HistoryJson, AClosedSignalHasItsPriceAndProfit) {
    const auto json = closed_json(closed_row(signal_row("XOM")));
    EXPECT_EQ(json["exit_price"], 110.0);
    EXPECT_DOUBLE_EQ(json["profit_loss_pct"], 9.0);
    EXPECT_EQ(json["exit_reason"], "TARGET_HIT");
    EXPECT_EQ(json["exit_date"], "2024-03-08");
    EXPECT_EQ(json["hold_days"], 4);  // From the signal's session on the 4th, as its age counts.
    EXPECT_TRUE(json["paper_exit_date"].is_null());
}

TEST(HistoryJson, ACancelledSignalHasNeitherFillNorProfitButThePriceThatCancelledIt) {
    auto row = closed_row(signal_row("XOM"), ListReason::Cancelled, std::nullopt);
    row.closed.trade.fill.reset();
    const auto json = closed_json(row);
    for (const auto* field : {"fill_date", "fill_price", "profit_loss_pct"}) {
        EXPECT_TRUE(json[field].is_null()) << field;
    }
    EXPECT_EQ(json["exit_price"], 110.0);
}

TEST(HistoryJson, AReplacedSignalIsMarkedWhereItLeftAndTellsHowItsPaperTradeEnded) {
    auto row = closed_row(signal_row("XOM"), ListReason::Replaced, 0.5);
    EXPECT_EQ(closed_json(row)["exit_price"], 110.0);
    EXPECT_DOUBLE_EQ(closed_json(row)["profit_loss_pct"], 50.0);
    for (const auto* field :
         {"paper_exit_date", "paper_exit_price", "paper_exit_reason", "paper_profit_loss_pct"}) {
        EXPECT_TRUE(closed_json(row)[field].is_null()) << field;
    }

    row.closed.paper_exit = models::Exit{.reason = ExitReason::StopHit,
                                         .date = kTonight.plus_days(3),
                                         .price_usd = 95.0,
                                         .net_return = -0.06};
    const auto ended = closed_json(row);
    EXPECT_EQ(ended["exit_reason"], "REPLACED");
    EXPECT_EQ(ended["exit_price"], 110.0);
    EXPECT_EQ(ended["paper_exit_date"], "2024-03-11");
    EXPECT_EQ(ended["paper_exit_price"], 95.0);
    EXPECT_EQ(ended["paper_exit_reason"], "STOP_HIT");
    EXPECT_DOUBLE_EQ(ended["paper_profit_loss_pct"], -6.0);

    row.closed.paper_exit->reason = ExitReason::Cancelled;
    EXPECT_EQ(closed_json(row)["paper_exit_reason"], "CANCELLED");
    EXPECT_TRUE(closed_json(row)["paper_exit_price"].is_null());
    EXPECT_TRUE(closed_json(row)["paper_profit_loss_pct"].is_null());
}

TEST(HistoryJson, AFlippedSignalEndsWhereItLeft) {
    const auto json = closed_json(closed_row(signal_row("XOM"), ListReason::Flipped, -0.02));
    EXPECT_EQ(json["exit_price"], 110.0);
    EXPECT_DOUBLE_EQ(json["profit_loss_pct"], -2.0);
}

std::vector<std::string> symbols_of(std::vector<store::ClosedRow> rows, Filters filters) {
    filters.page.limit = 10;
    std::vector<std::string> symbols;
    const auto json = history_json(kTonight, std::move(rows), filters);
    for (const auto& row : json["history"]) {
        symbols.push_back(row["symbol"]);
    }
    return symbols;
}

TEST(HistoryJson, LatestExitComesFirstThenTheSymbol) {
    auto early = closed_row(signal_row("A"));
    early.closed.exit_date = kTonight.plus_days(-1);
    EXPECT_EQ(symbols_of({early, closed_row(signal_row("C")), closed_row(signal_row("B"))}, {}),
              (std::vector<std::string>{"B", "C", "A"}));
}

TEST(HistoryJson, FiltersByTierSideSymbolAndReason) {
    const std::vector rows{closed_row(signal_row("A")),
                           closed_row(signal_row("B", Side::Sell)),
                           closed_row(signal_row("C", Side::Buy, signals::Tier::MidCap)),
                           closed_row(signal_row("D"), ListReason::Expired)};
    using Symbols = std::vector<std::string>;
    EXPECT_EQ(symbols_of(rows, {.tier = signals::Tier::MidCap}), Symbols{"C"});
    EXPECT_EQ(symbols_of(rows, {.side = Side::Sell}), Symbols{"B"});
    EXPECT_EQ(symbols_of(rows, {.symbol = ticker("a")}), Symbols{"A"});
    EXPECT_EQ(symbols_of(rows, {.exit_reason = ListReason::Expired}), Symbols{"D"});
}

}  // namespace
}  // namespace turbomode::api
