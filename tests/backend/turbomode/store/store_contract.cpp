#include "backend/turbomode/store/store_contract.hpp"

#include <array>

#include <fmt/format.h>

#include "backend/turbomode/store/made_nights.hpp"

namespace turbomode::store {
namespace {

using models::Side;
using signals::ListReason;
using Tickers = std::vector<std::string>;

const signals::Signal kAaa = made_signal("AAA", kMonday);
const signals::Signal kBbb = made_signal("BBB", kMonday, Side::Sell);
const signals::Signal kCcc = made_signal("CCC", kTuesday);

// The tickers of signals, rows or predictions, in their order.
const std::string& ticker_of(const signals::Signal& signal) {
    return signal.ticker.text();
}
const std::string& ticker_of(const signals::Closed& closed) {
    return ticker_of(closed.signal);
}
const std::string& ticker_of(const ActiveRow& row) {
    return ticker_of(row.active.signal);
}
const std::string& ticker_of(const ClosedRow& row) {
    return ticker_of(row.closed);
}

template <typename T>
Tickers tickers(const base::Result<std::vector<T>>& rows) {
    EXPECT_TRUE(rows.ok()) << rows.error().message;
    Tickers names;
    for (const auto& row : rows.value()) {
        names.push_back(ticker_of(row));
    }
    return names;
}

void expect_equal(const Run& a, const Run& b) {
    EXPECT_EQ(a.session, b.session);
    EXPECT_EQ(a.state, b.state);
    EXPECT_EQ(a.message, b.message);
    EXPECT_EQ(a.model_id, b.model_id);
    EXPECT_EQ(a.schema_hash, b.schema_hash);
    EXPECT_EQ(a.data_hash, b.data_hash);
    EXPECT_EQ(a.data_source, b.data_source);
    EXPECT_EQ(a.config_hash, b.config_hash);
    EXPECT_EQ(a.started_at, b.started_at);
    EXPECT_EQ(a.published_at, b.published_at);
    EXPECT_EQ(a.universe_count, b.universe_count);
    EXPECT_EQ(a.fresh_count, b.fresh_count);
    EXPECT_EQ(a.scored_count, b.scored_count);
    EXPECT_EQ(a.signals_opened, b.signals_opened);
    EXPECT_EQ(a.signals_closed, b.signals_closed);
    EXPECT_EQ(a.signals_active, b.signals_active);
    EXPECT_EQ(a.candidates, b.candidates);
    EXPECT_EQ(a.tier_rule, b.tier_rule);
    ASSERT_EQ(a.drift.has_value(), b.drift.has_value());
    if (a.drift) {
        EXPECT_EQ(a.drift->statistic, b.drift->statistic);
        EXPECT_EQ(a.drift->threshold, b.drift->threshold);
        EXPECT_EQ(a.drift->features, b.drift->features);
    }
}

void expect_equal(const signals::Signal& a, const signals::Signal& b) {
    EXPECT_EQ(a.ticker, b.ticker);
    EXPECT_EQ(a.sector, b.sector);
    EXPECT_EQ(a.tier, b.tier);
    EXPECT_EQ(a.side, b.side);
    EXPECT_EQ(a.confidence, b.confidence);
    EXPECT_EQ(a.base_rate, b.base_rate);
    EXPECT_EQ(a.expected_return, b.expected_return);
    EXPECT_EQ(a.entry_date, b.entry_date);
    EXPECT_EQ(a.entry_usd, b.entry_usd);
}

// But for the exit, which a closing keeps in fields of its own.
void expect_equal(const models::TradeState& a, const models::TradeState& b) {
    EXPECT_EQ(a.split_ratio, b.split_ratio);
    EXPECT_EQ(a.entry_usd, b.entry_usd);
    EXPECT_EQ(a.target_usd, b.target_usd);
    EXPECT_EQ(a.stop_usd, b.stop_usd);
    EXPECT_EQ(a.dividends_usd, b.dividends_usd);
    EXPECT_EQ(a.close_usd, b.close_usd);
    ASSERT_EQ(a.fill.has_value(), b.fill.has_value());
    if (a.fill) {
        EXPECT_EQ(a.fill->date, b.fill->date);
        EXPECT_EQ(a.fill->price_usd, b.fill->price_usd);
    }
}

void expect_equal(const signals::Closed& a, const signals::Closed& b) {
    expect_equal(a.signal, b.signal);
    EXPECT_EQ(a.reason, b.reason);
    EXPECT_EQ(a.exit_date, b.exit_date);
    EXPECT_EQ(a.exit_usd, b.exit_usd);
    EXPECT_EQ(a.net_return, b.net_return);
    EXPECT_EQ(a.hold_days, b.hold_days);
    expect_equal(a.trade, b.trade);
    ASSERT_EQ(a.paper_exit.has_value(), b.paper_exit.has_value());
    if (a.paper_exit) {
        EXPECT_EQ(a.paper_exit->reason, b.paper_exit->reason);
        EXPECT_EQ(a.paper_exit->date, b.paper_exit->date);
        EXPECT_EQ(a.paper_exit->price_usd, b.paper_exit->price_usd);
        EXPECT_EQ(a.paper_exit->net_return, b.paper_exit->net_return);
    }
}

void expect_equal(const Prediction& a, const Prediction& b) {
    EXPECT_EQ(a.candidate.ticker, b.candidate.ticker);
    EXPECT_EQ(a.candidate.sector, b.candidate.sector);
    EXPECT_EQ(a.candidate.tier, b.candidate.tier);
    EXPECT_EQ(a.candidate.side, b.candidate.side);
    EXPECT_EQ(a.candidate.confidence, b.candidate.confidence);
    EXPECT_EQ(a.candidate.base_rate, b.candidate.base_rate);
    EXPECT_EQ(a.candidate.expected_return, b.candidate.expected_return);
    EXPECT_EQ(a.candidate.close_usd, b.candidate.close_usd);
    EXPECT_EQ(a.candidate.is_familiar, b.candidate.is_familiar);
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.verdict, b.verdict);
}

// Monday opens AAA and BBB; on Tuesday CCC opens and takes the place of AAA.
Night tuesday_replacing() {
    auto night = night_opening(kTuesday, {kCcc});
    night.active.push_back(made_active(kBbb, kTuesday));
    night.closed.push_back(made_closed(kAaa, kTuesday, ListReason::Replaced));
    return night;
}

TEST_P(StoreContract, AnEmptyStoreSaysSo) {
    EXPECT_TRUE(store().active_before(kMonday).value().empty());
    EXPECT_TRUE(store().paper_trades_before(kMonday).value().empty());
    EXPECT_FALSE(store().run_of(kMonday).value().has_value());
    EXPECT_FALSE(store().last_shown().value().has_value());
    EXPECT_FALSE(views().last_shown().value().has_value());
    EXPECT_TRUE(views().runs(10).value().empty());
    EXPECT_TRUE(views().active_on(kMonday).value().empty());
    EXPECT_TRUE(views().history("", 10).value().empty());
    EXPECT_TRUE(views().predictions_on(kMonday).value().empty());
    EXPECT_TRUE(views().predictions_of(kAaa.ticker, 10).value().empty());
}

TEST_P(StoreContract, GivesBackEveryFieldOfARun) {
    auto night = night_opening(kMonday, {});
    night.run.drift.reset();
    ASSERT_TRUE(store().publish(night).ok());
    expect_equal(store().run_of(kMonday).value().value(), night.run);
    night.run = made_run(kMonday);
    ASSERT_TRUE(store().publish(night).ok());
    expect_equal(store().run_of(kMonday).value().value(), night.run);
    expect_equal(store().last_shown().value().value(), night.run);
    expect_equal(views().last_shown().value().value(), night.run);
    expect_equal(views().runs(1).value().at(0), night.run);
}

TEST_P(StoreContract, GivesBackEveryRunState) {
    auto session = kMonday;
    for (const auto state : {RunState::Published,
                             RunState::NoEdge,
                             RunState::DataIncomplete,
                             RunState::Suspect,
                             RunState::MarketClosed,
                             RunState::Failed}) {
        ASSERT_TRUE(store().record(made_run(session, state)).ok());
        EXPECT_EQ(store().run_of(session).value()->state, state);
        session = session.plus_days(1);
    }
}

TEST_P(StoreContract, GivesBackEveryFieldOfAnActiveSignal) {
    ASSERT_TRUE(store().publish(night_opening(kMonday, {kAaa, kBbb})).ok());
    auto tuesday = night_opening(kTuesday, {});
    tuesday.active = {made_active(kAaa, kTuesday, 0.61), made_active(kBbb, kTuesday, 0.60)};
    ASSERT_TRUE(store().publish(tuesday).ok());

    const auto fresh = views().active_on(kMonday).value();
    ASSERT_EQ(fresh.size(), 2U);
    expect_equal(fresh[0].active.trade, made_active(kAaa, kMonday).trade);
    EXPECT_FALSE(fresh[0].active.latest_confidence.has_value());
    EXPECT_FALSE(fresh[0].net_return.has_value());  // Not filled yet.

    const auto rows = views().active_on(kTuesday).value();
    ASSERT_EQ(rows.size(), 2U);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& expected = tuesday.active[i];
        expect_equal(rows[i].active.signal, expected.signal);
        EXPECT_EQ(rows[i].active.age_days, 1);
        EXPECT_EQ(rows[i].active.effective_confidence, expected.effective_confidence);
        EXPECT_EQ(rows[i].active.latest_confidence, expected.latest_confidence);
        expect_equal(rows[i].active.trade, expected.trade);
        const auto opened = made_opened(expected.signal);
        EXPECT_EQ(rows[i].name, opened.name);
        ASSERT_EQ(rows[i].reasons.size(), opened.reasons.size());
        for (std::size_t r = 0; r < opened.reasons.size(); ++r) {
            EXPECT_EQ(rows[i].reasons[r].feature, opened.reasons[r].feature);
            EXPECT_EQ(rows[i].reasons[r].text, opened.reasons[r].text);
            EXPECT_EQ(rows[i].reasons[r].contribution, opened.reasons[r].contribution);
        }
    }
    // Bought at 50.90, now 51.90 after 0.25 of dividends; the SELL the other way round. Costs of
    // 5 basis points a side.
    EXPECT_NEAR(rows[0].net_return.value(), 1.25 / 50.9 - 0.001, 1e-12);
    EXPECT_NEAR(rows[1].net_return.value(), -1.25 / 50.9 - 0.001, 1e-12);
}

TEST_P(StoreContract, ListsActiveSignalsByEffectiveConfidenceThenTicker) {
    const auto ddd = made_signal("DDD", kMonday);
    auto night = night_opening(kMonday, {ddd, kAaa, kBbb});
    night.active = {made_active(ddd, kMonday, 0.6),
                    made_active(kAaa, kMonday, 0.6),
                    made_active(kBbb, kMonday, 0.7)};
    ASSERT_TRUE(store().publish(night).ok());
    EXPECT_EQ(tickers(views().active_on(kMonday)), (Tickers{"BBB", "AAA", "DDD"}));
    EXPECT_TRUE(views().active_on(kTuesday).value().empty());
}

TEST_P(StoreContract, GivesBackEveryFieldOfAClosing) {
    ASSERT_TRUE(store().publish(night_opening(kMonday, {kAaa, kBbb})).ok());
    auto night = night_opening(kTuesday, {});
    night.closed = {made_closed(kAaa, kTuesday),
                    made_closed(kBbb, kTuesday, ListReason::Cancelled)};
    ASSERT_TRUE(store().publish(night).ok());
    const auto of_aaa = views().history("AAA", 10).value();
    const auto of_bbb = views().history("BBB", 10).value();
    ASSERT_EQ(of_aaa.size(), 1U);
    ASSERT_EQ(of_bbb.size(), 1U);
    expect_equal(of_aaa[0].closed, night.closed[0]);
    expect_equal(of_bbb[0].closed, night.closed[1]);
    EXPECT_EQ(of_aaa[0].name, made_opened(kAaa).name);
}

TEST_P(StoreContract, GivesBackEveryListReason) {
    constexpr std::array kReasons{ListReason::TargetHit,
                                  ListReason::StopHit,
                                  ListReason::Expired,
                                  ListReason::Replaced,
                                  ListReason::Flipped,
                                  ListReason::Cancelled,
                                  ListReason::Delisted};
    std::vector<signals::Signal> opened;
    for (std::size_t i = 0; i < kReasons.size(); ++i) {
        opened.push_back(made_signal(fmt::format("R{}", i), kMonday));
    }
    ASSERT_TRUE(store().publish(night_opening(kMonday, opened)).ok());
    auto night = night_opening(kTuesday, {});
    for (std::size_t i = 0; i < kReasons.size(); ++i) {
        night.closed.push_back(made_closed(opened[i], kTuesday, kReasons[i]));
    }
    ASSERT_TRUE(store().publish(night).ok());
    for (std::size_t i = 0; i < kReasons.size(); ++i) {
        const auto rows = views().history(fmt::format("R{}", i), 10).value();
        EXPECT_EQ(rows.at(0).closed.reason, kReasons[i]);
    }
}

TEST_P(StoreContract, GivesBackEveryFieldOfAPredictionBuyBeforeSell) {
    using enum signals::Verdict;
    auto night = night_opening(kMonday, {});
    night.predictions = {made_prediction("CCC", Side::Buy, Opened),
                         made_prediction("AAA", Side::Sell, NoGain),
                         made_prediction("AAA", Side::Buy, AlreadyActive),
                         made_prediction("BBB", Side::Buy, BelowConfidence),
                         made_prediction("BBB", Side::Sell, OtherSideBetter),
                         made_prediction("CCC", Side::Sell, NoPlace),
                         made_prediction("DDD", Side::Buy, Unfamiliar)};
    ASSERT_TRUE(store().publish(night).ok());
    const auto rows = views().predictions_on(kMonday).value();
    ASSERT_EQ(rows.size(), 7U);
    const std::array<std::size_t, 7> order{2, 1, 3, 4, 0, 5, 6};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        expect_equal(rows[i], night.predictions[order[i]]);
    }
    EXPECT_TRUE(views().predictions_on(kTuesday).value().empty());
}

TEST_P(StoreContract, GivesOneStocksPredictionsNewestFirst) {
    for (const auto session : {kMonday, kTuesday, kWednesday}) {
        auto night = night_opening(session, {});
        night.predictions = {made_prediction("AAA", Side::Buy), made_prediction("BBB", Side::Buy)};
        ASSERT_TRUE(store().publish(night).ok());
    }
    const auto rows = views().predictions_of(kAaa.ticker, 2).value();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].first, kWednesday);
    EXPECT_EQ(rows[1].first, kTuesday);
    expect_equal(rows[0].second, made_prediction("AAA", Side::Buy));
}

TEST_P(StoreContract, PublishingASessionTwiceChangesNothing) {
    auto monday = night_opening(kMonday, {kAaa, kBbb});
    monday.predictions = {made_prediction("AAA", Side::Buy), made_prediction("AAA", Side::Sell)};
    auto tuesday = tuesday_replacing();
    tuesday.predictions = monday.predictions;
    auto wednesday = night_opening(kWednesday, {});
    wednesday.paper_ended = {made_paper_end(tuesday.closed[0], kWednesday)};
    for (const auto& night : {monday, tuesday, wednesday}) {
        ASSERT_TRUE(store().publish(night).ok());
        const auto once = dump();
        ASSERT_TRUE(store().publish(night).ok());
        EXPECT_EQ(dump(), once);
    }
}

TEST_P(StoreContract, RepublishingASessionTakesBackWhatItOpenedAndClosed) {
    ASSERT_TRUE(store().publish(night_opening(kMonday, {kAaa, kBbb})).ok());
    ASSERT_TRUE(store().publish(tuesday_replacing()).ok());
    // The second attempt opens and closes nothing.
    auto quiet = night_opening(kTuesday, {});
    quiet.run.state = RunState::NoEdge;
    quiet.active = {made_active(kAaa, kTuesday)};
    ASSERT_TRUE(store().publish(quiet).ok());
    EXPECT_EQ(tickers(store().active_before(kWednesday)), (Tickers{"AAA", "BBB"}));
    EXPECT_EQ(tickers(views().active_on(kTuesday)), (Tickers{"AAA"}));
    EXPECT_TRUE(views().history("", 10).value().empty());
    EXPECT_TRUE(store().paper_trades_before(kWednesday).value().empty());
    EXPECT_EQ(store().run_of(kTuesday).value()->state, RunState::NoEdge);
    // A third that does what the first did ends where the first did.
    const auto quietly = dump();
    ASSERT_TRUE(store().publish(tuesday_replacing()).ok());
    EXPECT_NE(dump(), quietly);
    EXPECT_EQ(tickers(store().active_before(kWednesday)), (Tickers{"BBB", "CCC"}));
}

TEST_P(StoreContract, RepublishingASessionTakesBackItsPaperEnds) {
    ASSERT_TRUE(store().publish(night_opening(kMonday, {kAaa, kBbb})).ok());
    const auto tuesday = tuesday_replacing();
    ASSERT_TRUE(store().publish(tuesday).ok());
    const auto before = dump();
    auto wednesday = night_opening(kWednesday, {});
    ASSERT_TRUE(store().publish(wednesday).ok());
    const auto without = dump();
    wednesday.paper_ended = {made_paper_end(tuesday.closed[0], kWednesday)};
    ASSERT_TRUE(store().publish(wednesday).ok());
    EXPECT_TRUE(views().history("AAA", 1).value().at(0).closed.paper_exit.has_value());
    wednesday.paper_ended.clear();
    ASSERT_TRUE(store().publish(wednesday).ok());
    EXPECT_EQ(dump(), without);
    EXPECT_NE(dump(), before);
}

TEST_P(StoreContract, ActiveBeforeANightDoesNotKnowThatNight) {
    ASSERT_TRUE(store().publish(night_opening(kMonday, {kAaa, kBbb})).ok());
    ASSERT_TRUE(store().publish(tuesday_replacing()).ok());
    EXPECT_TRUE(store().active_before(kMonday).value().empty());
    // Published or not, Tuesday starts from what Monday left.
    EXPECT_EQ(tickers(store().active_before(kTuesday)), (Tickers{"AAA", "BBB"}));
    EXPECT_EQ(tickers(store().active_before(kWednesday)), (Tickers{"BBB", "CCC"}));
    const auto held = store().active_before(kTuesday).value();
    expect_equal(held[0], kAaa);
    expect_equal(held[1], kBbb);
}

TEST_P(StoreContract, FollowsReplacedSignalsUntilTheirTradeHasEnded) {
    const auto ddd = made_signal("DDD", kMonday);
    const auto eee = made_signal("EEE", kMonday);
    ASSERT_TRUE(store().publish(night_opening(kMonday, {kAaa, kBbb, ddd, eee})).ok());
    auto tuesday = tuesday_replacing();  // AAA
    tuesday.closed.push_back(made_closed(kBbb, kTuesday, ListReason::Replaced));
    tuesday.closed.push_back(made_closed(ddd, kTuesday, ListReason::Flipped));  // Left for good.
    tuesday.closed.push_back(made_closed(eee, kTuesday));
    ASSERT_TRUE(store().publish(tuesday).ok());
    EXPECT_TRUE(store().paper_trades_before(kTuesday).value().empty());
    EXPECT_EQ(tickers(store().paper_trades_before(kWednesday)), (Tickers{"AAA", "BBB"}));

    auto wednesday = night_opening(kWednesday, {});
    wednesday.paper_ended = {made_paper_end(tuesday.closed[0], kWednesday)};
    ASSERT_TRUE(store().publish(wednesday).ok());
    EXPECT_EQ(tickers(store().paper_trades_before(kThursday)), (Tickers{"BBB"}));
    // Wednesday done over follows it again, and does not know the end yet.
    const auto again = store().paper_trades_before(kWednesday);
    EXPECT_EQ(tickers(again), (Tickers{"AAA", "BBB"}));
    expect_equal(again.value()[0], tuesday.closed[0]);
    expect_equal(views().history("AAA", 1).value().at(0).closed, wednesday.paper_ended[0]);
}

TEST_P(StoreContract, TheSameStockMayComeAgain) {
    ASSERT_TRUE(store().publish(night_opening(kMonday, {kAaa})).ok());
    const auto again = made_signal("AAA", kTuesday, Side::Sell);
    auto night = night_opening(kTuesday, {again});
    night.closed = {made_closed(kAaa, kTuesday, ListReason::Flipped)};
    ASSERT_TRUE(store().publish(night).ok());
    const auto held = store().active_before(kWednesday).value();
    ASSERT_EQ(held.size(), 1U);
    expect_equal(held[0], again);
}

TEST_P(StoreContract, RecordingARunDoesNotOverwriteAPublishedOne) {
    for (const auto state : {RunState::Published, RunState::NoEdge}) {
        auto night = night_opening(kMonday, {kAaa});
        night.run.state = state;
        ASSERT_TRUE(store().publish(night).ok());
        const auto published = dump();
        ASSERT_TRUE(store().record(made_run(kMonday, RunState::Failed)).ok());
        EXPECT_EQ(dump(), published);
    }
}

TEST_P(StoreContract, RecordingARunReplacesAnotherThatPublishedNothing) {
    ASSERT_TRUE(store().record(made_run(kMonday, RunState::DataIncomplete)).ok());
    ASSERT_TRUE(store().record(made_run(kMonday, RunState::Suspect)).ok());
    EXPECT_EQ(store().run_of(kMonday).value()->state, RunState::Suspect);
    ASSERT_TRUE(store().publish(night_opening(kMonday, {kAaa})).ok());
    EXPECT_EQ(store().run_of(kMonday).value()->state, RunState::Published);
    EXPECT_EQ(views().runs(10).value().size(), 1U);
}

TEST_P(StoreContract, LastShownIsTheNewestThatPublishedOrSaidNoEdge) {
    ASSERT_TRUE(store().publish(night_opening(kMonday, {kAaa})).ok());
    auto no_edge = night_opening(kTuesday, {});
    no_edge.run.state = RunState::NoEdge;
    ASSERT_TRUE(store().publish(no_edge).ok());
    ASSERT_TRUE(store().record(made_run(kWednesday, RunState::Suspect)).ok());
    ASSERT_TRUE(store().record(made_run(kThursday, RunState::Failed)).ok());
    EXPECT_EQ(store().last_shown().value()->session, kTuesday);
    EXPECT_EQ(views().last_shown().value()->session, kTuesday);
}

TEST_P(StoreContract, RunsComeNewestFirstUpToTheLimit) {
    for (const auto session : {kTuesday, kMonday, kWednesday}) {
        ASSERT_TRUE(store().record(made_run(session, RunState::Failed)).ok());
    }
    const auto runs = views().runs(2).value();
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].session, kWednesday);
    EXPECT_EQ(runs[1].session, kTuesday);
}

TEST_P(StoreContract, HistoryComesNewestExitFirstUpToTheLimit) {
    const auto ddd = made_signal("DDD", kMonday);
    ASSERT_TRUE(store().publish(night_opening(kMonday, {kAaa, kBbb, ddd})).ok());
    auto wednesday = night_opening(kWednesday, {});
    // Found out on Wednesday, but BBB had left on Tuesday.
    wednesday.closed = {made_closed(kAaa, kWednesday), made_closed(kBbb, kTuesday)};
    ASSERT_TRUE(store().publish(wednesday).ok());
    auto thursday = night_opening(kThursday, {});
    thursday.closed = {made_closed(ddd, kThursday)};
    ASSERT_TRUE(store().publish(thursday).ok());
    EXPECT_EQ(tickers(views().history("", 10)), (Tickers{"DDD", "AAA", "BBB"}));
    EXPECT_EQ(tickers(views().history("", 2)), (Tickers{"DDD", "AAA"}));
    EXPECT_EQ(tickers(views().history("BBB", 10)), (Tickers{"BBB"}));
    EXPECT_TRUE(views().history("ZZZ", 10).value().empty());
}

TEST_P(StoreContract, ANightThatCannotBeStoredLeavesNothingBehind) {
    ASSERT_TRUE(store().publish(night_opening(kMonday, {kAaa})).ok());
    const auto before = dump();
    auto broken = night_opening(kTuesday, {kCcc});
    broken.predictions = {made_prediction("AAA", Side::Buy), made_prediction("AAA", Side::Buy)};
    EXPECT_FALSE(store().publish(broken).ok());
    EXPECT_EQ(dump(), before);
    ASSERT_TRUE(store().publish(night_opening(kTuesday, {kCcc})).ok());  // And may be tried again.
}

// Each night says something of AAA, and of BBB as a SELL.
Night predicting(base::TradingDate session) {
    auto night = night_opening(session, {});
    night.predictions = {made_prediction("AAA", Side::Buy),
                         made_prediction("BBB", Side::Sell, signals::Verdict::Opened)};
    return night;
}

std::vector<std::string> names_of(
    const base::Result<std::vector<signals::PredictedTrade>>& trades) {
    EXPECT_TRUE(trades.ok()) << trades.error().message;
    std::vector<std::string> names;
    for (const auto& trade : trades.value()) {
        names.push_back(fmt::format("{} {} {} {}",
                                    trade.session.text(),
                                    trade.ticker.text(),
                                    models::name_of(trade.side),
                                    trade.close_usd));
    }
    return names;
}

TEST_P(StoreContract, PredictionsWaitUntilTheirOutcomeIsKnown) {
    ASSERT_TRUE(store().publish(predicting(kMonday)).ok());
    EXPECT_EQ(names_of(store().unresolved_before(kMonday, 10)), Tickers{});
    EXPECT_EQ(names_of(store().unresolved_before(kTuesday, 10)),
              (Tickers{"2024-03-04 AAA BUY 17.03", "2024-03-04 BBB SELL 17.03"}));
    auto tuesday = predicting(kTuesday);
    tuesday.outcomes = {made_outcome("AAA", kMonday, kTuesday)};
    ASSERT_TRUE(store().publish(tuesday).ok());
    // Tuesday again does not know what Tuesday found out.
    EXPECT_EQ(names_of(store().unresolved_before(kTuesday, 10)).size(), 2U);
    EXPECT_EQ(
        names_of(store().unresolved_before(kWednesday, 10)),
        (Tickers{
            "2024-03-04 BBB SELL 17.03", "2024-03-05 AAA BUY 17.03", "2024-03-05 BBB SELL 17.03"}));
    // Of the last night alone; a night that published nothing is none.
    ASSERT_TRUE(store().record(made_run(kWednesday, RunState::Failed)).ok());
    EXPECT_EQ(names_of(store().unresolved_before(kThursday, 1)),
              (Tickers{"2024-03-05 AAA BUY 17.03", "2024-03-05 BBB SELL 17.03"}));
}

TEST_P(StoreContract, RepublishingASessionTakesBackItsOutcomes) {
    ASSERT_TRUE(store().publish(predicting(kMonday)).ok());
    auto tuesday = predicting(kTuesday);
    ASSERT_TRUE(store().publish(tuesday).ok());
    const auto before = dump();
    tuesday.outcomes = {made_outcome("AAA", kMonday, kTuesday)};
    ASSERT_TRUE(store().publish(tuesday).ok());
    EXPECT_NE(dump(), before);
    tuesday.outcomes.clear();
    ASSERT_TRUE(store().publish(tuesday).ok());
    EXPECT_EQ(dump(), before);
}

TEST_P(StoreContract, GivesBackWhatWasSaidWithWhatCameOfIt) {
    ASSERT_TRUE(store().publish(predicting(kMonday)).ok());
    auto tuesday = predicting(kTuesday);
    auto cancelled = made_outcome("BBB", kMonday, kTuesday, Side::Sell);
    cancelled.reason = models::ExitReason::Cancelled;
    cancelled.net_return.reset();
    tuesday.outcomes = {made_outcome("AAA", kMonday, kTuesday), cancelled};
    ASSERT_TRUE(store().publish(tuesday).ok());
    const auto rows = views().judged(10).value();
    ASSERT_EQ(rows.size(), 4U);
    const auto said = made_prediction("AAA", Side::Buy).candidate;
    EXPECT_EQ(rows[0].session, kMonday);
    EXPECT_EQ(rows[0].ticker, said.ticker);
    EXPECT_EQ(rows[0].side, Side::Buy);
    EXPECT_EQ(rows[0].tier, said.tier);
    EXPECT_EQ(rows[0].confidence, said.confidence);
    EXPECT_EQ(rows[0].base_rate, said.base_rate);
    EXPECT_FALSE(rows[0].was_signal);
    EXPECT_TRUE(rows[0].is_familiar);
    EXPECT_EQ(rows[0].model_id, "tm-1");
    EXPECT_EQ(rows[0].end->date, kTuesday);
    EXPECT_EQ(rows[0].end->net_return, -0.0513);
    EXPECT_TRUE(rows[1].was_signal);
    EXPECT_EQ(rows[1].side, Side::Sell);
    EXPECT_TRUE(rows[1].end.has_value());
    EXPECT_FALSE(rows[1].end->net_return.has_value());
    EXPECT_FALSE(rows[2].end.has_value());
    EXPECT_EQ(views().judged(1).value().size(), 2U);
}

TEST_P(StoreContract, TheFirstTimeOfPublishingStaysWhileTheNightStaysTheSame) {
    auto night = predicting(kMonday);
    ASSERT_TRUE(store().publish(night).ok());
    const auto first = night.run.published_at;
    night.run.published_at = "2024-03-05T20:00:00Z";
    ASSERT_TRUE(store().publish(night).ok());
    EXPECT_EQ(store().run_of(kMonday).value()->published_at, first);
    EXPECT_FALSE(views().judged(1).value().front().was_late);
    // Another result is published when it is published: after Tuesday's open.
    night.predictions.front().candidate.confidence = 0.9;
    ASSERT_TRUE(store().publish(night).ok());
    EXPECT_EQ(store().run_of(kMonday).value()->published_at, "2024-03-05T20:00:00Z");
    EXPECT_TRUE(views().judged(1).value().front().was_late);
}

TEST_P(StoreContract, HistorySaysWhichSignalsCameTooLate) {
    auto monday = night_opening(kMonday, {kAaa});
    ASSERT_TRUE(store().publish(monday).ok());
    auto tuesday = night_opening(kTuesday, {kCcc});
    tuesday.run.published_at = "2024-03-06T14:30:00Z";  // Wednesday's open.
    ASSERT_TRUE(store().publish(tuesday).ok());
    auto thursday = night_opening(kThursday, {});
    thursday.closed = {made_closed(kAaa, kThursday), made_closed(kCcc, kThursday)};
    ASSERT_TRUE(store().publish(thursday).ok());
    EXPECT_FALSE(views().history("AAA", 1).value().at(0).was_late);
    EXPECT_TRUE(views().history("CCC", 1).value().at(0).was_late);
}

TEST(WasLate, FromTheOpenOfTheNextSessionOn) {
    EXPECT_FALSE(was_late(kMonday, "2024-03-05T14:29:59Z"));  // 9:29:59 in New York.
    EXPECT_TRUE(was_late(kMonday, "2024-03-05T14:30:00Z"));
    // A weekend, and the clocks put forward on Sunday.
    EXPECT_FALSE(was_late({2024, 3, 8}, "2024-03-11T13:29:59Z"));
    EXPECT_TRUE(was_late({2024, 3, 8}, "2024-03-11T13:30:00Z"));
    EXPECT_FALSE(was_late(kMonday, ""));
}

TEST_P(StoreContract, ReadersSeeTheLastWholeNightWhileAWriterWrites) {
    ASSERT_TRUE(store().publish(night_opening(kMonday, {kAaa})).ok());
    under_test().while_writing([&] {
        EXPECT_EQ(views().last_shown().value()->session, kMonday);
        EXPECT_EQ(tickers(views().active_on(kMonday)), (Tickers{"AAA"}));
        EXPECT_EQ(views().runs(10).value().size(), 1U);
    });
}

}  // namespace
}  // namespace turbomode::store
