#include "turbomode/models/leaks.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "features/schema.hpp"

namespace turbomode::models {
namespace {

// Leaks planted on random walks, which nothing honest foretells.
class LeaksTest : public testing::Test {
protected:
    static constexpr std::size_t kSessions = 620;  // Two fifths are 200 nights and more.

    NightRange all(const History& history) const {
        return known_nights(history, 0, history.sessions.size());
    }
    // The first input is what the BUY trade will return, `noise_size` times noise added.
    History knowing_the_outcome(double noise_size) const {
        const auto outcomes = Outcomes::of(panel_, {}, 1);
        const auto others = noise(5);
        return history_of(panel_, [&](std::size_t input, std::size_t stock, std::size_t session) {
            const double honest = others(input, stock, session);
            const auto outcome = outcomes.at(Side::Buy, stock, session);
            return input == 0 && outcome && !outcome->cancelled()
                       ? static_cast<double>(outcome->net_return) + noise_size * honest
                       : honest;
        });
    }

    bars::Panel panel_ = random_walks({.stocks = 30, .sessions = kSessions, .seed = 3});
    History clean_ = history_of(panel_, noise(5));
};

TEST_F(LeaksTest, NothingIsFoundWhereNothingLeaks) {
    EXPECT_EQ(input_objections(clean_, all(clean_)), std::vector<std::string>{});
    EXPECT_EQ(shuffled_objections(clean_, all(clean_), 1).value(), std::vector<std::string>{});
}

TEST_F(LeaksTest, ACopyOfTheOutcomeIsNamed) {
    const auto history = knowing_the_outcome(0.0);
    const auto objections = input_objections(history, all(history));
    ASSERT_FALSE(objections.empty());
    const auto name = features::schema()[input_columns().features[0]].name;
    EXPECT_NE(objections[0].find(std::string{name}), std::string::npos) << objections[0];
    EXPECT_NE(objections[0].find("BUY"), std::string::npos) << objections[0];
}

TEST_F(LeaksTest, ANearCopyIsNamed) {
    const auto history = knowing_the_outcome(0.4);
    EXPECT_FALSE(input_objections(history, all(history)).empty());
}

TEST_F(LeaksTest, ShuffledOutcomesThatStillRankAreObjectedTo) {
    const auto history = knowing_the_outcome(0.0);
    EXPECT_FALSE(shuffled_objections(history, all(history), 1).value().empty());
}

TEST_F(LeaksTest, AFeatureThatLooksASessionAheadIsNamed) {
    const auto close_of = [](std::size_t ahead) {
        return [ahead](const bars::Panel& panel, std::size_t /*sessions*/) {
            return matrix_of(
                panel, [&, ahead](std::size_t /*input*/, std::size_t stock, std::size_t session) {
                    const auto& closes = panel.stocks[stock].series.close_usd();
                    return closes[std::min(session + ahead, closes.size() - 1)];
                });
        };
    };
    EXPECT_TRUE(prefix_objections(panel_, close_of(0)).empty());
    const auto objections = prefix_objections(panel_, close_of(1));
    ASSERT_EQ(objections.size(), 1U);
    EXPECT_NE(objections[0].find("S000"), std::string::npos) << objections[0];
}

TEST_F(LeaksTest, ATradeThatReachesIntoTheJudgedNightsIsNamed) {
    const NightRange judged{.first = 150, .last = 200};
    const auto purged = known_nights(clean_, 0, clean_.nights.nights()[judged.first].session);
    EXPECT_TRUE(purge_objections(clean_, purged, judged).empty());
    const auto objections = purge_objections(clean_, {.first = 0, .last = 150}, judged);
    ASSERT_EQ(objections.size(), 1U);
    EXPECT_NE(objections[0].find(clean_.sessions[150].text()), std::string::npos);
}

TEST_F(LeaksTest, TodaysMembersInThePastAreNamed) {
    std::vector<base::Ticker> members;
    for (const auto& stock : panel_.stocks) {
        members.push_back(stock.ticker);
    }
    EXPECT_TRUE(membership_objections(panel_, 10, members).empty());
    members.erase(members.begin() + 7);  // S007 came later.
    const auto objections = membership_objections(panel_, 10, members);
    ASSERT_EQ(objections.size(), 1U);
    EXPECT_NE(objections[0].find("S007"), std::string::npos);
    panel_.stocks[7].member[10] = 0;
    EXPECT_TRUE(membership_objections(panel_, 10, members).empty());
}

}  // namespace
}  // namespace turbomode::models
