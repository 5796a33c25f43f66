#include "backend/turbomode/api/stored.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "backend/market_data/store_rows.hpp"
#include "backend/turbomode/api/rows.hpp"
#include "backend/turbomode/backtest/small_nights.hpp"
#include "backend/turbomode/models/small_model.hpp"
#include "turbomode/backtest/grid.hpp"
#include "turbomode/backtest/report.hpp"
#include "turbomode/models/artefact.hpp"
#include "turbomode/signals/trades_csv.hpp"

namespace turbomode::api {

namespace {

using market_data::bar;
using market_data::from_file;
using market_data::ignore_progress;

}  // namespace

void store_prices(const std::filesystem::path& database, const base::Ticker& ticker) {
    auto store = market_data::store::Store::open(database).value();
    const auto day = [](int back) {
        return kTonight.plus_days(back);  // A Friday.
    };
    const auto write = [&](const market_data::store::StockUpdate& update) {
        EXPECT_TRUE(
            store.write_prices({update}, "yahoo", from_file("reply"), ignore_progress).ok());
    };
    write({.ticker = ticker, .bars = {bar(day(-2), 109.0)}, .actions = {}, .quarantined = {}});
    write({.ticker = ticker,
           .bars = {bar(day(-3), 100.0),
                    bar(day(-2), 110.0),
                    bar(day(-1), 60.0),
                    bar(day(0), 65.0),
                    bar(day(3), 70.0)},
           .actions = {{.ex_date = day(-1), .dividend_usd = 0.25, .split_ratio = 2.0}},
           .quarantined = {
               {.date = day(-4), .reason = "high below low", .origin = "reply", .rule = "order"}}});
    EXPECT_TRUE(store
                    .write_profiles({{.ticker = ticker, .name = "The Company", .sector = "Energy"}},
                                    from_file("members"))
                    .ok());
}

std::string store_model(const std::filesystem::path& folder, std::uint64_t seed) {
    auto model = models::small_model(seed);
    model.as_of = kTonight;
    const auto id = models::save(folder,
                                 model,
                                 {},
                                 {.data_hash = "d",
                                  .data_source = "SIMULATED",
                                  .config_hash = "c",
                                  .build = "0.1.0",
                                  .seed = seed});
    EXPECT_TRUE(id.ok());
    return id.value();
}

void store_backtest(const std::filesystem::path& folder) {
    using nlohmann::ordered_json;
    const auto panel = models::random_walks({.stocks = 24, .sessions = 90, .seed = 3});
    const auto scored = backtest::random_nights(panel, 0, 1);
    const signals::PublishingRules rules{.min_confidence = {.buy = 0.55, .sell = 0.55},
                                         .capacity = 3};
    const auto replayed = backtest::replay(scored, panel, rules);
    const auto outcomes = models::Outcomes::of(panel, rules.exit, 1);
    const std::vector<backtest::Trial> no_trials;
    const auto found = backtest::report_of({.scored = scored,
                                            .replay = replayed,
                                            .panel = panel,
                                            .outcomes = outcomes,
                                            .rules = rules,
                                            .portfolio = {.slots = 18},
                                            .market = {},
                                            .trials = no_trials});
    const auto grid = backtest::sensitivity_json({backtest::parse_axis("capacity=2,3").value()},
                                                 {.scored = scored,
                                                  .panel = panel,
                                                  .rules = rules,
                                                  .portfolio = {.slots = 18},
                                                  .threads = 1,
                                                  .on_cell = [] {
                                                  }});
    const auto last = panel.sessions.back().text();
    ordered_json report{{"about",
                         {{"id", folder.filename().string()},
                          {"from", panel.sessions.front().text()},
                          {"to", last},
                          {"sessions", panel.sessions.size()},
                          {"predictions", "walk"},
                          {"refit", "quarterly"},
                          {"profile", "fast"},
                          {"model_id", nullptr},
                          {"data_source", "random walks"},
                          {"simulated", true},
                          {"data_hash", "0"},
                          {"config_hash", "0"},
                          {"build", "1.2.3"},
                          {"seed", 1},
                          {"rules", backtest::rules_json(rules)},
                          {"portfolio", backtest::portfolio_json({.slots = 18})}}},
                        {"survivorship", {{"is_complete", true}, {"years", ordered_json::array()}}},
                        {"nights", backtest::nights_json(scored, replayed)}};
    report.update(found.parts);
    report["sensitivity"] = grid.value();
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "report.json") << report.dump();
    std::ofstream(folder / "trades.csv") << signals::trades_csv(replayed.closed());
}

}  // namespace turbomode::api
