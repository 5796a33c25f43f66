#include "turbomode/models/training.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "features/schema.hpp"
#include "turbomode/models/gate.hpp"
#include "turbomode/models/out_of_fold.hpp"
#include "turbomode/models/samples.hpp"

namespace turbomode::models {
namespace {

constexpr std::size_t kSessions = 330;

const bars::Panel& panel() {
    static const bars::Panel value =
        random_walks({.stocks = 30, .sessions = kSessions, .seed = 31});
    return value;
}

const TrainingOptions kOptions{.seed = 3, .threads = 2};

// Input 0 is how the BUY trade of (stock + `shift`) will end, with noise; the rest is noise.
// `known`: the panel, or a prefix of it.
History told_history(std::size_t shift, const bars::Panel& known = panel()) {
    const auto outcomes = Outcomes::of(panel(), {}, 2);
    const auto rest = noise(9);
    return history_of(known, [&](std::size_t input, std::size_t stock, std::size_t session) {
        const auto outcome =
            outcomes.at(Side::Buy, (stock + shift) % panel().stocks.size(), session);
        const bool is_told = input == 0 && outcome && !outcome->cancelled();
        return (is_told ? 10.0 * static_cast<double>(outcome->net_return) : 0.0) +
               rest(input, stock, session);
    });
}

TEST(Train, FindsAPlantedLeakAndTheGateRefusesIt) {
    const auto model = train(told_history(0), kSessions, kOptions);
    ASSERT_TRUE(model.ok()) << model.error().message;
    const auto& [buy, sell] = model.value().metrics;
    EXPECT_GT(buy.rank_ic, 0.3);
    EXPECT_LT(buy.log_loss, buy.log_loss_base_rate - 0.02);
    EXPECT_GT(model.value().ensemble.side(Side::Buy).win_slopes.score, 0.3);
    const auto objections = promotion_objections(model.value().metrics);
    EXPECT_TRUE(std::ranges::any_of(objections, [](const std::string& objection) {
        return objection.starts_with("BUY") &&
               objection.find("too good to be true") != std::string::npos;
    }));
}

TEST(Train, FindsNoEdgeWhenOutcomesAreThoseOfOtherStocks) {
    const auto model = train(told_history(7), kSessions, kOptions);
    ASSERT_TRUE(model.ok()) << model.error().message;
    for (const auto& metrics : model.value().metrics) {
        EXPECT_LT(std::abs(metrics.rank_ic), 0.1);
        EXPECT_NEAR(metrics.auc, 0.5, 0.06);
        EXPECT_GT(metrics.log_loss, metrics.log_loss_base_rate - 0.005);
    }
    EXPECT_FALSE(promotion_objections(model.value().metrics).empty());
}

TEST(Train, GivesTheSameModelWhateverTheThreadsAndWhateverCameLater) {
    const std::size_t known = kSessions - 60;
    const auto whole = told_history(0);
    auto prefix_panel = panel();
    prefix_panel.sessions.resize(known, prefix_panel.sessions.front());
    for (auto& stock : prefix_panel.stocks) {
        stock.series = stock.series.until(prefix_panel.sessions.back());
        stock.member.resize(known);
    }
    const auto prefix = told_history(0, prefix_panel);
    double last_share = 0.0;
    auto options = kOptions;
    options.sessions_max = 250;  // Also keeps this test short.
    options.progress = [&](double share) {
        EXPECT_GT(share, last_share);
        last_share = share;
    };
    const auto a = train(whole, known, options);
    EXPECT_DOUBLE_EQ(last_share, 1.0);
    options.threads = 1;
    options.progress = [](double) {
    };
    const auto b = train(prefix, known, options);
    ASSERT_TRUE(a.ok() && b.ok());
    EXPECT_EQ(a.value().as_of, panel().sessions[known - 1]);
    EXPECT_EQ(a.value().first_session, panel().sessions[known - 250]);
    for (std::size_t side = 0; side < kSides.size(); ++side) {
        const auto& metrics = a.value().metrics[side];
        EXPECT_LE(metrics.log_loss, metrics.log_loss_equal);  // Else the weights were equal.
        EXPECT_EQ(metrics.losses, b.value().metrics[side].losses);
        EXPECT_EQ(metrics.losses.size(), metrics.nights);
        EXPECT_GT(metrics.losses.front().date, a.value().first_session);
        EXPECT_LT(metrics.losses.back().date, a.value().as_of);
        ASSERT_EQ(metrics.reliability.size(), kReliabilityBins);
        for (std::size_t bin = 0; bin < kReliabilityBins; ++bin) {
            EXPECT_EQ(metrics.reliability[bin].won_low,
                      b.value().metrics[side].reliability[bin].won_low);
        }
    }
    for (const Side side : kSides) {
        const auto& one = a.value().ensemble.side(side);
        const auto& two = b.value().ensemble.side(side);
        EXPECT_EQ(one.win_weights, two.win_weights);
        EXPECT_EQ(one.return_weights, two.return_weights);
        EXPECT_EQ(one.level.base_rate, two.level.base_rate);
        EXPECT_EQ(one.win_slopes.score, two.win_slopes.score);
        EXPECT_EQ(one.return_slope, two.return_slope);
        for (std::size_t i = 0; i < one.win_learners.size(); ++i) {
            EXPECT_EQ(one.win_learners[i]->bytes().value(), two.win_learners[i]->bytes().value());
        }
        const auto important = importance_of(a.value().ensemble, side, prefix.nights).value();
        const auto again = importance_of(b.value().ensemble, side, prefix.nights).value();
        ASSERT_EQ(important.size(), again.size());
        for (std::size_t i = 0; i < important.size(); ++i) {
            EXPECT_EQ(important[i].feature, again[i].feature);
            EXPECT_EQ(important[i].log_odds, again[i].log_odds);
        }
    }
}

TEST(Train, SaysSoWhenThereAreTooFewNights) {
    const auto history = history_of(panel(), noise(2));
    const auto model = train(history, 205, kOptions);  // About ten of them are not finished.
    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, base::ErrorCode::NotEnoughData);
    EXPECT_NE(model.error().message.find(panel().sessions[204].text()), std::string::npos);
    EXPECT_FALSE(train(history, 1, kOptions).ok());
}

TEST(Train, SaysSoWhenNoTradeOfABlockCouldBeJudged) {
    auto gap = panel();
    for (auto& stock : gap.stocks) {  // Prices stop halfway; the features do not.
        stock.series = stock.series.until(gap.sessions[kSessions / 2]);
    }
    const auto model = train(history_of(gap, noise(2)), kSessions, kOptions);
    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, base::ErrorCode::NotEnoughData);
}

// What lies between what a fold learns from and the fold: docs/architecture.md has no number for
// it, so that a change of the embargo has to be made here too.
constexpr std::size_t kEmbargoSessions = 5;

// The panel, but from `session` on every price is half as high again, or a third lower: trades that
// still ran then end otherwise, and no others.
bars::Panel shaken_from(std::size_t session) {
    auto shaken = panel();
    for (std::size_t stock = 0; stock < shaken.stocks.size(); ++stock) {
        const auto& before = panel().stocks[stock].series;
        const double factor = stock % 2 == 0 ? 1.5 : 1.0 / 1.5;
        bars::BarSeries series;
        for (std::size_t i = 0; i < before.size(); ++i) {
            auto bar = before.fields(i);
            if (bar.date >= panel().sessions[session]) {
                for (double* price : {&bar.open_usd, &bar.high_usd, &bar.low_usd, &bar.close_usd}) {
                    *price *= factor;
                }
            }
            series.append(bars::Bar::from(bar).value());
        }
        shaken.stocks[stock].series = std::move(series);
    }
    return shaken;
}

OutOfFold out_of_fold_of(const bars::Panel& prices) {
    OutOfFold nights;
    const auto model = train(history_of(prices, noise(9)), kSessions, kOptions, &nights);
    EXPECT_TRUE(model.ok()) << model.error().message;
    return nights;
}

std::span<const LearnerNight> block_of(const ScoredBlocks& blocks, std::size_t block) {
    const auto first = blocks.starts[block];
    const auto last =
        block + 1 < blocks.starts.size() ? blocks.starts[block + 1] : blocks.nights.size();
    return std::span(blocks.nights).subspan(first, last - first);
}

// All that the learners of a block and the level under them say of it, in one list.
std::vector<double> said_of(std::span<const LearnerNight> block) {
    std::vector<double> all;
    for (const auto& night : block) {
        all.insert(all.end(), {night.base_rate, night.base_return, night.level});
        all.insert(all.end(), night.curve.begin(), night.curve.end());
        for (const auto* scores : {&night.win_scores, &night.return_scores}) {
            for (const auto& learner : *scores) {
                all.insert(all.end(), learner.begin(), learner.end());
            }
        }
    }
    return all;
}

// The first and the last block: each is a training.
TEST(Train, NoBlocksLearnersKnowAPriceFromItsEmbargoOn) {
    const auto undisturbed = out_of_fold_of(panel());
    const std::size_t last_block = undisturbed.sides[0].starts.size() - 1;
    const auto first_of = [&](std::size_t block) {
        return block_of(undisturbed.sides[0], block).front().session;
    };
    ASSERT_GT(last_block, 0U);
    for (const std::size_t block : {std::size_t{0}, last_block}) {
        const auto shaken = out_of_fold_of(shaken_from(first_of(block) - kEmbargoSessions));
        for (std::size_t side = 0; side < kSides.size(); ++side) {
            for (std::size_t b = block; b <= last_block; ++b) {
                const bool is_same = said_of(block_of(shaken.sides[side], b)) ==
                                     said_of(block_of(undisturbed.sides[side], b));
                EXPECT_EQ(is_same, b == block) << b << " when prices change for " << block;
            }
        }
    }
    // The evening before is the last one known: the test above could not have been sharper.
    const auto sooner = out_of_fold_of(shaken_from(first_of(last_block) - kEmbargoSessions - 1));
    for (std::size_t side = 0; side < kSides.size(); ++side) {
        EXPECT_NE(said_of(block_of(sooner.sides[side], last_block)),
                  said_of(block_of(undisturbed.sides[side], last_block)));
    }
}

// Two blocks of which the first lends weights and slopes to the judging of the second.
class JudgedBlocksTest : public testing::Test {
protected:
    // The metrics when the outcomes of the first block's night on `turned` are turned around.
    std::array<SideMetrics, 2> metrics_with(std::optional<std::size_t> turned) {
        OutOfFold nights;
        for (std::size_t side = 0; side < kSides.size(); ++side) {
            for (const std::size_t block : {std::size_t{0}, std::size_t{1}}) {
                const auto part = block_of(blocks_.sides[side], block);
                nights.sides[side].add({part.begin(), part.end()});
            }
            for (auto& night : nights.sides[side].nights) {
                if (night.session == turned) {
                    for (std::size_t i = 0; i < night.wins.size(); ++i) {
                        night.wins[i] = 1.0F - night.wins[i];
                        night.net_returns[i] *= -1.0;
                    }
                }
            }
        }
        return train(history_, kSessions, kOptions, &nights).value().metrics;
    }

    History history_ = told_history(0);
    OutOfFold blocks_ = [this] {
        OutOfFold nights;
        EXPECT_TRUE(train(history_, kSessions, kOptions, &nights).ok());
        return nights;
    }();
};

TEST_F(JudgedBlocksTest, AreJudgedWithoutOutcomesThatCameInTheirEmbargoOrLater) {
    const auto first = block_of(blocks_.sides[0], 1).front().session;
    const std::size_t known = first - kEmbargoSessions;
    // The last night whose outcomes had all come on the evening of the session before.
    const std::size_t last = known_nights(history_, 0, known).last - 1;
    const auto nights = history_.nights.nights();
    ASSERT_LE(nights[last].session + 9, known) << "a holding time";
    const auto undisturbed = metrics_with(std::nullopt);
    const auto unfinished = metrics_with(nights[last + 1].session);
    const auto finished = metrics_with(nights[last].session);
    for (std::size_t side = 0; side < kSides.size(); ++side) {
        EXPECT_EQ(unfinished[side].log_loss, undisturbed[side].log_loss);
        EXPECT_EQ(unfinished[side].log_loss_equal, undisturbed[side].log_loss_equal);
        EXPECT_EQ(unfinished[side].log_loss_linear, undisturbed[side].log_loss_linear);
        EXPECT_NE(finished[side].log_loss, undisturbed[side].log_loss);
    }
}

TEST(HistoryOf, APrefixKnowsTheSameAsTheWhole) {
    const auto sessions = static_cast<std::size_t>(features::warmup_sessions_max()) + 30;
    const auto whole_panel = random_walks({.stocks = 6, .sessions = sessions, .seed = 5});
    auto prefix_panel = whole_panel;
    prefix_panel.sessions.resize(sessions - 5, prefix_panel.sessions.front());
    for (auto& stock : prefix_panel.stocks) {
        stock.series = stock.series.until(prefix_panel.sessions.back());
        stock.member.resize(sessions - 5);
    }
    const auto history = [](const bars::Panel& panel) {
        const auto matrix = features::build(panel, panel.sessions.back());
        return History::of(panel, matrix, {}, 2);
    };
    const auto whole = history(whole_panel);
    const auto prefix = history(prefix_panel);
    ASSERT_FALSE(prefix.nights.nights().empty());
    for (std::size_t n = 0; n < prefix.nights.nights().size(); ++n) {
        ASSERT_EQ(prefix.nights.nights()[n].session, whole.nights.nights()[n].session);
        ASSERT_EQ(prefix.nights.nights()[n].stocks, whole.nights.nights()[n].stocks);
        ASSERT_TRUE(std::ranges::equal(prefix.nights.rows_of(prefix.nights.nights()[n]),
                                       whole.nights.rows_of(whole.nights.nights()[n])));
    }
}

}  // namespace
}  // namespace turbomode::models
