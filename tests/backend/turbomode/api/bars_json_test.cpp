#include "turbomode/api/bars_json.hpp"

#include "backend/market_data/store_rows.hpp"
#include "backend/turbomode/api/fakes.hpp"
#include "backend/turbomode/api/stored.hpp"

namespace turbomode::api {
namespace {

class BarsTest : public ApiTest {
protected:
    BarsTest() { store_prices(prices_path_, ticker("XOM")); }

    static std::vector<double> closes_of(const Json& answer) {
        std::vector<double> closes;
        for (const auto& bar : answer["bars"]) {
            closes.push_back(bar["close"]);
        }
        return closes;
    }
};

TEST_F(BarsTest, AreAdjustedForSplitsAndEndWithTheNightShown) {
    const auto answer = json_of("/turbomode/bars/XOM");
    EXPECT_EQ(answer["as_of"], kTonight.text());
    EXPECT_EQ(answer["name"], "The Company");
    EXPECT_EQ(answer["sector"], "Energy");
    EXPECT_EQ(closes_of(answer), (std::vector<double>{50.0, 55.0, 60.0, 65.0}));
    EXPECT_EQ(answer["bars"][0]["volume"], 2000.0);
    EXPECT_EQ(answer["bars"][3]["date"], kTonight.text());
    EXPECT_TRUE(answer["next_cursor"].is_null());
}

TEST_F(BarsTest, BeforeTheFirstNightTheyEndWithTheLastBar) {
    data_.runs.clear();
    const auto answer = json_of("/turbomode/bars/XOM");
    EXPECT_TRUE(answer["as_of"].is_null());
    EXPECT_EQ(answer["total"], 5);
}

TEST_F(BarsTest, APageIsTheNewestAndItsCursorLeadsBack) {
    const auto newest = json_of("/turbomode/bars/XOM?limit=3");
    EXPECT_EQ(closes_of(newest), (std::vector<double>{55.0, 60.0, 65.0}));
    EXPECT_EQ(newest["total"], 4);
    const auto older =
        json_of("/turbomode/bars/XOM?limit=3&cursor=" + newest["next_cursor"].get<std::string>());
    EXPECT_EQ(closes_of(older), std::vector<double>{50.0});
    EXPECT_TRUE(older["next_cursor"].is_null());
    EXPECT_TRUE(json_of("/turbomode/bars/XOM?cursor=100")["bars"].empty());
}

TEST_F(BarsTest, NotesTellOfActionsAndDoubtfulBarsOfThoseDays) {
    const auto notes = json_of("/turbomode/bars/XOM")["notes"];
    ASSERT_EQ(notes.size(), 3);
    EXPECT_EQ(notes[0]["kind"], "revised");
    EXPECT_EQ(notes[0]["date"], kTonight.plus_days(-2).text());
    EXPECT_NE(notes[0]["text"].get<std::string>().find("109.00"), std::string::npos);
    EXPECT_EQ(notes[1]["text"], "split: 2 new shares for one");
    EXPECT_EQ(notes[2]["text"], "dividend of 0.25 USD a share");
    // The bar that was kept out is older than the bars shown.
    EXPECT_EQ(json_of("/turbomode/bars/XOM?limit=1")["notes"].size(), 0);
}

TEST_F(BarsTest, ABarThatWasKeptOutIsTold) {
    auto store = market_data::store::Store::open(prices_path_).value();
    EXPECT_TRUE(store
                    .write_prices({{.ticker = ticker("XOM"),
                                    .bars = {},
                                    .actions = {},
                                    .quarantined = {{.date = kTonight,
                                                     .reason = "high below low",
                                                     .origin = "reply",
                                                     .rule = "order"}}}},
                                  "yahoo",
                                  market_data::from_file("reply"),
                                  market_data::ignore_progress)
                    .ok());
    const auto notes = json_of("/turbomode/bars/XOM?limit=1")["notes"];
    ASSERT_EQ(notes.size(), 1);
    EXPECT_EQ(notes[0]["kind"], "quarantined");
    EXPECT_EQ(notes[0]["text"], "kept out: high below low");
}

TEST_F(BarsTest, UnknownSymbolsAre404AndNoSymbols400) {
    EXPECT_EQ(ask("/turbomode/bars/NOPE").status, 404);
    EXPECT_EQ(json_of("/turbomode/bars/NOPE")["detail"], "NOPE: there are no prices of it");
    EXPECT_EQ(ask("/turbomode/bars/A!B").status, 400);
    EXPECT_EQ(ask("/turbomode/bars/XOM?limit=0").status, 400);
    EXPECT_EQ(ask("/turbomode/bars/XOM/more").status, 404);
}

class NoPricesTest : public ApiTest {};

TEST_F(NoPricesTest, WithoutPricesTheAnswerIs503) {
    EXPECT_EQ(ask("/turbomode/bars/XOM").status, 503);
}

}  // namespace
}  // namespace turbomode::api
