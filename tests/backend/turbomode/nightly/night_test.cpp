#include "turbomode/nightly/night.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/market_data/store_rows.hpp"
#include "backend/market_data/temporary_folder.hpp"
#include "backend/turbomode/models/small_history.hpp"
#include "backend/turbomode/models/small_model.hpp"
#include "bars/calendar.hpp"
#include "features/schema.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::nightly {
namespace {

using base::ErrorCode;
using base::TradingDate;
using store::RunState;
using testing::HasSubstr;

constexpr std::size_t kStocks = 20;
constexpr std::size_t kNights = 12;  // Sessions that can be scanned, after the warm-up.

// Random walks of twenty index members, long enough for every feature of the last sessions.
const bars::Panel& market() {
    static const bars::Panel panel = models::random_walks(
        {.stocks = kStocks,
         .sessions = static_cast<std::size_t>(features::warmup_sessions_max()) + kNights});
    return panel;
}

// The n-th session from the end; 0 is the last.
TradingDate session(std::size_t n) {
    return market().sessions[market().sessions.size() - 1 - n];
}

market_data::store::StockUpdate rows_of(const bars::PanelStock& stock, TradingDate until) {
    market_data::store::StockUpdate update{
        .ticker = stock.ticker, .bars = {}, .actions = {}, .quarantined = {}};
    for (std::size_t i = 0; i < stock.series.count_until(until); ++i) {
        update.bars.push_back(bars::Bar::from(stock.series.fields(i)).value());
    }
    return update;
}

// A home with prices, a small model and an empty store. What a test changes it names.
class NightTest : public testing::Test {
protected:
    NightTest() : champion_(stored(models::small_model())) {
        rules_.min_confidence = {.buy = 0.30, .sell = 0.30};
        rules_.capacity = 3;
        write_members();
    }

    models::StoredModel stored(models::TrainedModel model) {
        model.as_of = session(kNights);
        for (auto& norms : model.norms) {
            norms = {.spread_median = 0.001, .confidence_min = 0.2, .confidence_max = 0.8};
        }
        const auto id = models::save(
            folder_ / "models",
            model,
            rules_.exit,
            {.data_hash = "d", .data_source = "test", .config_hash = "c", .build = "b", .seed = 1});
        return models::load(folder_ / "models", id.value(), rules_.exit).value();
    }

    void write_members() {
        std::vector<market_data::store::Spell> spells;
        for (const auto& stock : market().stocks) {
            spells.push_back({.ticker = stock.ticker, .first = {2000, 1, 3}, .end = {}});
        }
        auto prices = market_data::store::Store::open(prices_path_).value();
        ASSERT_TRUE(prices.write_spells(spells, market_data::from_file("spells.csv")).ok());
    }

    // Writes every stock's bars until `last`; the first `stale` stocks lack that last one.
    void write_prices(TradingDate last, std::size_t stale = 0) {
        std::vector<market_data::store::StockUpdate> stocks;
        for (std::size_t i = 0; i < market().stocks.size(); ++i) {
            const auto until = i < stale ? last.plus_days(-1) : last;
            stocks.push_back(rows_of(market().stocks[i], until));
        }
        write(stocks);
    }

    // The stock's last bar at so many times its prices: a split that nobody told of.
    void break_prices(const base::Ticker& ticker, TradingDate last, double factor) {
        const auto stock = std::ranges::find(market().stocks, ticker, &bars::PanelStock::ticker);
        auto update = rows_of(*stock, last);
        auto fields = update.bars.back().fields();
        for (double* price :
             {&fields.open_usd, &fields.high_usd, &fields.low_usd, &fields.close_usd}) {
            *price *= factor;
        }
        update.bars.back() = bars::Bar::from(fields).value();
        write({update});
    }

    void write(const std::vector<market_data::store::StockUpdate>& stocks) {
        auto prices = market_data::store::Store::open(prices_path_).value();
        const auto written = prices.write_prices(
            stocks, "test", market_data::from_file("prices.csv"), market_data::ignore_progress);
        ASSERT_TRUE(written.ok()) << written.error().message;
    }

    base::Result<store::Run> night(TradingDate as_of) {
        const auto reader = market_data::Reader::open(prices_path_).value();
        return run(as_of,
                   {.prices = reader,
                    .champion = champion_,
                    .store = *store_,
                    .clock = clock_,
                    .rules = rules_,
                    .tier_limits = std::nullopt,
                    .coverage_min = 0.95,
                    .model_days_max = 45,
                    .config_hash = "settings",
                    .threads = 1});
    }

    store::Run good_night(TradingDate as_of) {
        auto result = night(as_of);
        EXPECT_TRUE(result.ok()) << result.error().message;
        return result.ok() ? result.value() : store::Run{.session = as_of};
    }

    // What pages and commands would show of that night.
    std::vector<std::string> shown(TradingDate as_of) {
        const auto views = store::open_views(store_path_).value();
        const auto active = views->active_on(as_of).value();
        std::vector<std::string> rows;
        for (const auto& row : active) {
            rows.push_back(fmt::format("{} {} {} {:.9f} {:.4f}",
                                       row.active.signal.ticker.text(),
                                       models::name_of(row.active.signal.side),
                                       row.active.signal.entry_date.text(),
                                       row.active.effective_confidence,
                                       row.active.trade.close_usd));
        }
        return rows;
    }

    market_data::TemporaryFolder folder_;
    std::filesystem::path prices_path_ = folder_ / "market_data.db";
    std::filesystem::path store_path_ = folder_ / "turbomode.db";
    signals::PublishingRules rules_;
    models::StoredModel champion_;
    platform::SimulatedClock clock_{platform::TimePoint{std::chrono::hours{24 * 365 * 50}}};
    std::unique_ptr<store::SignalStore> store_ =
        store::open_store(store_path_, rules_.exit).value();
};

TEST_F(NightTest, PublishesSignalsAndEveryPrediction) {
    write_prices(session(0));
    const auto record = good_night(session(0));
    EXPECT_EQ(record.state, RunState::Published) << record.message;
    EXPECT_EQ(record.universe_count, static_cast<int>(kStocks));
    EXPECT_EQ(record.fresh_count, static_cast<int>(kStocks));
    EXPECT_EQ(record.scored_count, static_cast<int>(kStocks));
    EXPECT_EQ(record.model_id, champion_.id);
    EXPECT_EQ(record.config_hash, "settings");
    EXPECT_EQ(record.schema_hash, features::schema_hash());
    EXPECT_FALSE(record.data_hash.empty());
    EXPECT_GT(record.signals_opened, 0);
    EXPECT_EQ(record.signals_active, static_cast<int>(shown(session(0)).size()));

    const auto views = store::open_views(store_path_).value();
    EXPECT_EQ(views->predictions_on(session(0)).value().size(), 2 * kStocks);
    const auto active = views->active_on(session(0)).value();
    for (const auto& row : active) {
        EXPECT_GT(row.active.signal.expected_return, 0.0);
        EXPECT_GE(row.reasons.size(), 1U);
        EXPECT_LE(row.reasons.size(), 3U);
        std::set<features::Family> families;
        for (const auto& reason : row.reasons) {
            const auto feature = features::index_of(reason.feature).value();
            EXPECT_TRUE(families.insert(features::schema()[feature].family).second)
                << reason.feature;
        }
    }
}

TEST_F(NightTest, TheSameSessionTwiceGivesTheSameNight) {
    write_prices(session(0));
    good_night(session(1));
    const auto first = good_night(session(0));
    const auto rows = shown(session(0));
    const auto second = good_night(session(0));
    EXPECT_EQ(shown(session(0)), rows);
    EXPECT_EQ(second.data_hash, first.data_hash);
    EXPECT_EQ(second.signals_opened, first.signals_opened);
    EXPECT_EQ(second.signals_closed, first.signals_closed);
}

TEST_F(NightTest, DoesNotSeeBarsOfLaterSessions) {
    write_prices(session(3));
    const auto before = good_night(session(3));
    const auto rows = shown(session(3));
    write_prices(session(0));
    const auto after = good_night(session(3));
    EXPECT_EQ(after.data_hash, before.data_hash);
    EXPECT_EQ(shown(session(3)), rows);
}

TEST_F(NightTest, FollowsItsSignalsThroughTheNights) {
    write_prices(session(0));
    int opened = 0;
    int closed = 0;
    store::Run last{.session = session(0)};
    for (std::size_t n = kNights; n-- > 0;) {
        last = good_night(session(n));
        opened += last.signals_opened;
        closed += last.signals_closed;
        // Three a tier and side.
        EXPECT_LE(last.signals_active, 3 * 2 * 3);
    }
    EXPECT_GT(closed, 0);
    EXPECT_EQ(opened - closed, last.signals_active);
    const auto history = store::open_views(store_path_).value()->history("", 1000).value();
    EXPECT_EQ(static_cast<int>(history.size()), closed);
}

TEST_F(NightTest, FollowsEveryPredictionToItsEnd) {
    write_prices(session(0));
    for (std::size_t n = kNights; n-- > 0;) {
        good_night(session(n));
    }
    const auto views = store::open_views(store_path_).value();
    const auto rows = views->judged(kNights).value();
    ASSERT_EQ(rows.size(), kNights * kStocks * 2);
    std::size_t ended = 0;
    for (const auto& row : rows) {
        const auto stock =
            std::ranges::find(market().stocks, row.ticker, &bars::PanelStock::ticker);
        const auto close = stock->series.close_usd()[stock->series.index_of(row.session).value()];
        const auto exit =
            models::follow(rules_.exit,
                           {.side = row.side, .signal_date = row.session, .entry_usd = close},
                           stock->series,
                           session(0))
                .exit;
        ASSERT_EQ(row.end.has_value(), exit.has_value())
            << row.session.text() << " " << row.ticker.text();
        if (exit) {
            ++ended;
            EXPECT_EQ(row.end->date, exit->date);
            const bool was_filled = exit->reason != models::ExitReason::Cancelled;
            EXPECT_EQ(row.end->net_return,
                      was_filled ? std::optional{exit->net_return} : std::nullopt);
        }
    }
    EXPECT_GT(ended, kStocks * 2);  // The first night's at least.
    EXPECT_LT(ended, rows.size());
}

TEST_F(NightTest, NothingGoodEnoughIsNoEdge) {
    write_prices(session(0));
    rules_.min_confidence = {.buy = 0.99, .sell = 0.99};
    const auto record = good_night(session(0));
    EXPECT_EQ(record.state, RunState::NoEdge);
    EXPECT_EQ(record.signals_active, 0);
    EXPECT_THAT(record.message, HasSubstr("40"));  // Of 40 predictions none; says how far off.
}

TEST_F(NightTest, AHolidayIsSaidAndLeavesTheSignals) {
    write_prices(session(0));
    good_night(session(0));
    const auto rows = shown(session(0));
    TradingDate closed = session(0).plus_days(1);
    while (bars::is_session(closed)) {
        closed = closed.plus_days(1);
    }
    const auto record = good_night(closed);
    EXPECT_EQ(record.state, RunState::MarketClosed);
    EXPECT_THAT(record.message, HasSubstr(closed.text()));
    EXPECT_EQ(store_->last_shown().value()->session, session(0));
    EXPECT_EQ(shown(session(0)), rows);
}

TEST_F(NightTest, StaleMembersBeyondTheLimitStopTheNightAndLeaveTheSignals) {
    write_prices(session(1));
    good_night(session(1));
    const auto rows = shown(session(1));
    write_prices(session(0), 2);  // 18 of 20 are 90 %.
    const auto record = good_night(session(0));
    EXPECT_EQ(record.state, RunState::DataIncomplete);
    EXPECT_THAT(record.message, HasSubstr("18 of 20"));
    EXPECT_TRUE(record.published_at.empty());
    EXPECT_EQ(store_->last_shown().value()->session, session(1));
    EXPECT_EQ(shown(session(1)), rows);
}

TEST_F(NightTest, OneStaleMemberSitsOutAlone) {
    write_prices(session(0), 1);
    const auto record = good_night(session(0));
    EXPECT_EQ(record.state, RunState::Published);
    EXPECT_EQ(record.fresh_count, static_cast<int>(kStocks) - 1);
    EXPECT_EQ(record.scored_count, static_cast<int>(kStocks) - 1);
}

TEST_F(NightTest, ASessionWithoutAnyBarIsIncomplete) {
    write_prices(session(1));
    const auto record = good_night(session(0));
    EXPECT_EQ(record.state, RunState::DataIncomplete);
    EXPECT_THAT(record.message, HasSubstr("0 of 20"));
}

TEST_F(NightTest, TooShortAHistoryIsIncompleteAndSaysHowMuchIsNeeded) {
    const auto early = market().sessions[40];
    write_prices(early);
    champion_.as_of = market().sessions[39];
    const auto record = good_night(early);
    EXPECT_EQ(record.state, RunState::DataIncomplete);
    EXPECT_THAT(record.message, HasSubstr(std::to_string(features::warmup_sessions_max())));
}

TEST_F(NightTest, ConfidencesUnlikeAnyBeforeAreSuspect) {
    write_prices(session(1));
    good_night(session(1));
    const auto rows = shown(session(1));
    write_prices(session(0));
    champion_.norms[0].spread_median = 5.0;  // Tonight's is far below a fifth of that.
    const auto record = good_night(session(0));
    EXPECT_EQ(record.state, RunState::Suspect);
    EXPECT_THAT(record.message, HasSubstr("BUY"));
    EXPECT_EQ(store_->last_shown().value()->session, session(1));
    EXPECT_EQ(shown(session(1)), rows);
}

// As the random walks are: at most some 10 % in a session, and 10 of the night's middle halves.
void expect_small_returns(models::Familiarity& familiarity) {
    const auto columns = models::input_columns();
    const auto found =
        std::ranges::find(columns.features, features::index_of("return_log_1").value());
    const auto c = static_cast<std::size_t>(found - columns.features.begin());
    std::tie(familiarity.lows[c], familiarity.highs[c]) = std::pair{-0.2, 0.2};
    std::tie(familiarity.distance_lows[c], familiarity.distance_highs[c]) = std::pair{-10.0, 10.0};
}

TEST_F(NightTest, AStockUnlikeAnyBeforeIsMarkedAndNothingOfItPublished) {
    expect_small_returns(champion_.familiarity);
    write_prices(session(0));
    const auto whole = good_night(session(0));
    EXPECT_THAT(whole.message, HasSubstr("0 unlike anything the model learned from"));
    const auto broken = store::open_views(store_path_)
                            .value()
                            ->active_on(session(0))
                            .value()
                            .front()
                            .active.signal.ticker;
    break_prices(broken, session(0), 10.0);
    const auto record = good_night(session(0));
    EXPECT_EQ(record.state, RunState::Published);
    EXPECT_EQ(record.scored_count, static_cast<int>(kStocks));
    EXPECT_THAT(record.message, HasSubstr("2 unlike anything the model learned from"));
    EXPECT_THAT(record.message, HasSubstr("unfamiliar: " + broken.text() + " (rose 9"));
    const auto views = store::open_views(store_path_).value();
    const auto predictions = views->predictions_on(session(0)).value();
    for (const auto& row : predictions) {
        const bool is_broken = row.candidate.ticker == broken;
        EXPECT_EQ(row.candidate.is_familiar, !is_broken) << row.candidate.ticker.text();
        EXPECT_EQ(row.verdict == signals::Verdict::Unfamiliar, is_broken);
    }
    const auto active = views->active_on(session(0)).value();
    for (const auto& row : active) {
        EXPECT_NE(row.active.signal.ticker, broken);
    }
}

TEST_F(NightTest, OneUnfamiliarStockDoesNotMakeTheNightSuspect) {
    expect_small_returns(champion_.familiarity);
    write_prices(session(0));
    good_night(session(0));
    const auto views = store::open_views(store_path_).value();
    const auto whole = views->predictions_on(session(0)).value();
    const auto broken = std::ranges::min(whole, {}, [](const store::Prediction& row) {
                            return row.candidate.confidence;
                        }).candidate.ticker;
    break_prices(broken, session(0), 0.1);
    good_night(session(0));
    // Norms that the broken stock alone is beyond.
    const auto predictions = views->predictions_on(session(0)).value();
    for (const auto side : models::kSides) {
        auto& norms = champion_.norms[side == models::Side::Buy ? 0 : 1];
        norms.confidence_min = 1.0;
        norms.confidence_max = 0.0;
        for (const auto& row : predictions) {
            if (row.candidate.side == side && row.candidate.ticker != broken) {
                norms.confidence_min = std::min(norms.confidence_min, row.candidate.confidence);
                norms.confidence_max = std::max(norms.confidence_max, row.candidate.confidence);
            }
        }
        norms.confidence_min += 0.099;  // The gate allows a tenth beyond.
        norms.confidence_max -= 0.099;
    }
    EXPECT_EQ(good_night(session(0)).state, RunState::Published);
    champion_.familiarity = models::knows_all();
    EXPECT_EQ(good_night(session(0)).state, RunState::Suspect);
}

TEST_F(NightTest, ANightOfStrangersIsSuspect) {
    write_prices(session(1));
    good_night(session(1));
    const auto rows = shown(session(1));
    write_prices(session(0));
    champion_.familiarity.distance_max = 1e-9;
    const auto record = good_night(session(0));
    EXPECT_EQ(record.state, RunState::Suspect);
    EXPECT_THAT(record.message, HasSubstr("20 of 20 stocks are unlike anything"));
    EXPECT_EQ(shown(session(1)), rows);
}

TEST_F(NightTest, AWildMarketIsSaidAndMarksNobody) {
    const auto columns = models::input_columns();
    const auto found =
        std::ranges::find(columns.features, features::index_of("market_return_1").value());
    const auto c = static_cast<std::size_t>(found - columns.features.begin());
    champion_.familiarity.lows[c] = champion_.familiarity.highs[c] = 0.5;
    write_prices(session(0));
    const auto record = good_night(session(0));
    EXPECT_EQ(record.state, RunState::Published);
    EXPECT_THAT(record.message, HasSubstr("0 unlike anything"));
    EXPECT_THAT(record.message, HasSubstr("no night that the model learned from was like this: "));
}

TEST_F(NightTest, SaysHowFarItIsFromWhatTheModelLearnedFrom) {
    write_prices(session(0));
    const auto usual = good_night(session(0));
    ASSERT_TRUE(usual.drift.has_value());
    EXPECT_EQ(usual.drift->statistic, 0.0);
    const auto columns = models::input_columns();
    const auto found =
        std::ranges::find(columns.features, features::index_of("return_log_20").value());
    const auto column = static_cast<std::size_t>(found - columns.features.begin());
    champion_.familiarity.drift.lows[column] = 5.0;
    champion_.familiarity.drift.highs[column] = 6.0;
    const auto strange = good_night(session(0));
    EXPECT_EQ(strange.state, RunState::Published);
    EXPECT_NEAR(strange.drift->statistic, 5.0, 0.5);
    EXPECT_EQ(strange.drift->threshold, models::kDriftMin);
    EXPECT_EQ(strange.drift->features, "return_log_20");
}

TEST_F(NightTest, AModelThatKnowsTheFutureIsRefused) {
    write_prices(session(0));
    champion_.as_of = session(0);
    const auto result = night(session(1));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Refused);
    EXPECT_THAT(result.error().message, HasSubstr(champion_.id));
    EXPECT_FALSE(store_->run_of(session(1)).value().has_value());
}

TEST_F(NightTest, AnExpiredModelIsRefused) {
    write_prices(session(0));
    champion_.as_of = session(0).plus_days(-46);
    const auto result = night(session(0));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Refused);
    EXPECT_THAT(result.error().message, HasSubstr("expired"));
}

TEST_F(NightTest, APublishedSessionThatLaterOnesBuildOnStaysAsItIs) {
    write_prices(session(0));
    good_night(session(2));
    const auto rows = shown(session(2));
    good_night(session(0));
    rules_.min_confidence = {.buy = 0.99, .sell = 0.99};
    EXPECT_EQ(good_night(session(2)).state, RunState::Published);
    EXPECT_EQ(shown(session(2)), rows);

    const auto skipped = night(session(1));
    ASSERT_FALSE(skipped.ok());
    EXPECT_EQ(skipped.error().code, ErrorCode::Refused);
    EXPECT_THAT(skipped.error().message, HasSubstr(session(0).text()));
}

TEST_F(NightTest, AnOpenSignalWithoutPricesIsNamed) {
    write_prices(session(1));
    good_night(session(1));
    const auto lost = store_->active_before(session(0)).value().front().ticker;
    std::filesystem::remove(prices_path_);
    write_members();
    std::vector<market_data::store::StockUpdate> stocks;
    for (const auto& stock : market().stocks) {
        if (stock.ticker != lost) {
            stocks.push_back(rows_of(stock, session(0)));
        }
    }
    {
        auto prices = market_data::store::Store::open(prices_path_).value();
        ASSERT_TRUE(prices
                        .write_prices(stocks,
                                      "test",
                                      market_data::from_file("other.csv"),
                                      market_data::ignore_progress)
                        .ok());
    }
    const auto result = night(session(0));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::NotEnoughData);
    EXPECT_THAT(result.error().message, HasSubstr(lost.text()));
}

TEST_F(NightTest, AFailureIsRecordedAndDoesNotHideWhatWasPublished) {
    write_prices(session(0));
    good_night(session(0));
    const base::Error error{ErrorCode::Failed, "the disk is gone"};
    ASSERT_TRUE(record_failure(session(0).plus_days(1), error, *store_, clock_).ok());
    const auto runs = store::open_views(store_path_).value()->runs(1).value();
    EXPECT_EQ(runs.front().state, RunState::Failed);
    EXPECT_EQ(runs.front().message, "the disk is gone");
    EXPECT_EQ(store_->last_shown().value()->session, session(0));
}

}  // namespace
}  // namespace turbomode::nightly
