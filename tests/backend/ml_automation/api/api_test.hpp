// A handler over a database that its own writer has filled, and hooks that remember what was asked.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/utc.hpp"
#include "ml_automation/api/handler.hpp"
#include "ml_automation/store/store.hpp"

namespace ml_automation::api {

using nlohmann::json;

inline const base::TradingDate kMonday{2025, 3, 3};
inline const base::TradingDate kTuesday{2025, 3, 4};
inline const base::TradingDate kWednesday{2025, 3, 5};

inline store::ScannedStock stock(const std::string& symbol,
                                 double score,
                                 double agreement,
                                 const std::string& sector = "Energy") {
    return {.ticker = base::Ticker::from(symbol).value(),
            .name = symbol + " Inc.",
            .sector = sector,
            .close_usd = 101.5,
            .opinions = {analysis::Opinion{.direction = analysis::Direction::Bearish,
                                           .strength = 0.5,
                                           .confidence = 0.75},
                         {},
                         {},
                         {.direction = analysis::Direction::Bullish,
                          .strength = 1.0,
                          .confidence = 0.5}},
            .agreement = agreement,
            .rule_score = score / 100.0,
            .score = score,
            .direction = score > 55.0 ? analysis::Direction::Bullish : analysis::Direction::Bearish,
            .forecast = std::nullopt,
            .inputs = analysis::Inputs(analysis::input_names().size(), 0.25F)};
}

inline store::Scan scan_of(base::TradingDate session, std::vector<store::ScannedStock> stocks) {
    return {.session = session,
            .made_at = "2025-03-05T23:00:00Z",
            .data_source = "SIMULATED",
            .model_id = "",
            .inputs_hash = analysis::inputs_hash(),
            .members = 5,
            .stocks = std::move(stocks)};
}

inline store::PaperTrade trade(const std::string& symbol, base::TradingDate decided_on) {
    return {.ticker = base::Ticker::from(symbol).value(),
            .name = symbol + " Inc.",
            .sector = "Energy",
            .decided_on = decided_on,
            .score = 70.0,
            .agreement = 0.8,
            .forecast = std::nullopt,
            .model_id = "",
            .inputs_hash = analysis::inputs_hash(),
            .inputs = analysis::Inputs(analysis::input_names().size(), 0.5F),
            .standing = {}};
}

inline store::PaperTrade opened(store::PaperTrade one, base::TradingDate date, double net_return) {
    one.standing = {.state = paper::State::Open,
                    .fill = paper::Fill{.date = date, .price_usd = 100.0},
                    .target_usd = 110.0,
                    .stop_usd = 95.0,
                    .close_usd = 104.0,
                    .net_return = net_return};
    return one;
}

inline store::PaperTrade closed(store::PaperTrade one, base::TradingDate date, double net_return) {
    one = opened(std::move(one), date, net_return);
    one.standing.state = paper::State::Closed;
    one.standing.exit = paper::Exit{
        .reason = paper::ExitReason::StopHit, .date = date, .price_usd = 95.0, .known_on = date};
    return one;
}

// The evening of a Wednesday in New York, an hour after its cycle is due.
class ApiTest : public testing::Test {
protected:
    ApiTest()
        : folder(std::filesystem::path{testing::TempDir()} / "ml_api" /
                 testing::UnitTest::GetInstance()->current_test_info()->name()) {
        std::filesystem::remove_all(folder);
        options.database = folder / "advanced_ml_system.db";
        options.version = "1.2.3";
        options.pages["/index.html"] = {.content_type = "text/html", .body = "the page"};
        options.pages["/assets/index.js"] = {.content_type = "text/javascript", .body = "let x;"};
        options.hooks = {.now = [] { return *base::parse_utc("2025-03-06T00:00:00Z"); },
                         .start = [this](Step step) -> base::Result<void> {
                             if (refusal.empty()) {
                                 started.emplace_back(name_of(step));
                                 return {};
                             }
                             return base::Error{base::ErrorCode::Refused, refusal};
                         },
                         .running = [this] { return running; },
                         .ended = [this] { return ended; },
                         .switch_scheduler = [this](bool is_on) -> base::Result<void> {
                             switched.push_back(is_on);
                             return make_store().switch_scheduler(is_on);
                         }};
    }
    ~ApiTest() override {
        store.reset();
        std::filesystem::remove_all(folder);
    }

    store::Store& make_store() {
        if (!store) {
            store = store::Store::open(options.database).value();
        }
        return *store;
    }
    void learn(base::TradingDate session,
               const std::vector<store::PaperTrade>& updated,
               const std::vector<store::PaperTrade>& bought) {
        ASSERT_TRUE(
            make_store()
                .write_learned(
                    {.session = session, .ended_at = "", .opened = 0, .closed = 0}, updated, bought)
                .ok());
    }

    web::Response ask(const std::string& method,
                      const std::string& path,
                      std::map<std::string, std::string> query = {}) const {
        return make_handler(options)({.method = method, .path = path, .query = std::move(query)});
    }
    // The answer to a GET that must succeed.
    json get(const std::string& path, std::map<std::string, std::string> query = {}) const {
        const auto response = ask("GET", path, std::move(query));
        EXPECT_EQ(response.status, 200) << path << ": " << response.body;
        EXPECT_EQ(response.content_type, "application/json");
        return json::parse(response.body);
    }

    std::filesystem::path folder;
    Options options;
    std::unique_ptr<store::Store> store;
    std::string refusal;
    std::vector<std::string> started;
    std::vector<bool> switched;
    std::optional<Running> running;
    std::optional<Ended> ended;
};

}  // namespace ml_automation::api
