#include "backend/turbomode/api/stored.hpp"

#include <gtest/gtest.h>

#include "backend/market_data/store_rows.hpp"
#include "backend/turbomode/api/rows.hpp"
#include "backend/turbomode/models/small_model.hpp"
#include "turbomode/models/artefact.hpp"

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

}  // namespace turbomode::api
