#include "turbomode/backtest/walk_forward.hpp"

#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "backend/turbomode/platform/temporary_folder.hpp"

namespace turbomode::backtest {
namespace {

using base::ErrorCode;
using base::TradingDate;

constexpr std::size_t kSessions = 330;

const bars::Panel& panel() {
    static const bars::Panel value =
        models::random_walks({.stocks = 20, .sessions = kSessions, .seed = 5});
    return value;
}

const models::History& history() {
    static const models::History value = models::history_of(panel(), models::noise(4));
    return value;
}

WalkForwardOptions options(TradingDate from,
                           TradingDate to,
                           Refit refit = Refit::Yearly,
                           bool is_fast = false) {
    return {.from = from,
            .to = to,
            .refit = refit,
            .is_fast = is_fast,
            .training = {.seed = 1, .threads = 1, .sessions_max = 260}};
}

struct Night {
    TradingDate session;
    models::Side side;
    std::vector<double> confidences;
    double base_rate;
};

std::vector<Night> nights_of(const models::History& known, const WalkForwardOptions& wanted) {
    std::vector<Night> nights;
    const auto result = walk_forward(known, wanted, [&](const PredictedNight& night) {
        std::vector<double> confidences;
        for (const auto& stock : night.prediction.stocks) {
            confidences.push_back(stock.confidence);
        }
        nights.push_back({.session = known.sessions[night.session],
                          .side = night.side,
                          .confidences = std::move(confidences),
                          .base_rate = night.prediction.stocks.front().base_rate});
    });
    EXPECT_TRUE(result.ok()) << result.error().message;
    return nights;
}

TEST(WalkForward, PredictsEverySessionBetweenTheDatesOnceASide) {
    const auto from = panel().sessions[kSessions - 15];
    const auto to = panel().sessions[kSessions - 6];
    const auto nights = nights_of(history(), options(from, to));
    ASSERT_EQ(nights.size(), 20U);
    EXPECT_EQ(nights.front().session, from);
    EXPECT_EQ(nights.back().session, to);
    for (std::size_t n = 0; n < nights.size(); n += 2) {
        EXPECT_EQ(nights[n].session, nights[n + 1].session);
        EXPECT_NE(nights[n].side, nights[n + 1].side);
        EXPECT_EQ(nights[n].confidences.size(), panel().stocks.size());
    }
}

// The future cut off changes no prediction: what the last sessions bring is not known before.
// Of the history until `cut` and of all of it.
void expect_same_predictions(std::size_t cut, const WalkForwardOptions& wanted) {
    auto prefix_panel = panel();
    prefix_panel.sessions.resize(cut, prefix_panel.sessions.front());
    for (auto& stock : prefix_panel.stocks) {
        stock.series = stock.series.until(prefix_panel.sessions.back());
        stock.member.resize(cut);
    }
    const auto prefix = models::history_of(prefix_panel, models::noise(4));
    const auto whole_nights = nights_of(history(), wanted);
    const auto prefix_nights = nights_of(prefix, wanted);
    ASSERT_EQ(whole_nights.size(), prefix_nights.size());
    for (std::size_t n = 0; n < whole_nights.size(); ++n) {
        EXPECT_EQ(whole_nights[n].confidences, prefix_nights[n].confidences);
    }
}

TEST(WalkForward, KnowsNothingOfWhatCameLater) {
    const std::size_t cut = kSessions - 20;
    expect_same_predictions(cut, options(panel().sessions[cut - 10], panel().sessions[cut - 1]));
}

// Nights that earlier models predicted calibrate the later ones, but only once they are over.
TEST(WalkForward, KnowsNothingOfWhatCameLaterWhenItIsFastEither) {
    const std::size_t cut = kSessions - 20;
    const auto wanted =
        options(panel().sessions[cut - 45], panel().sessions[cut - 1], Refit::Monthly, true);
    expect_same_predictions(cut, wanted);
}

// A refit moves the base rate, because the months before it have brought new outcomes.
TEST(WalkForward, RefitsAtTheStartOfEachPeriod) {
    const auto wanted =
        options(panel().sessions[kSessions - 45], panel().sessions.back(), Refit::Monthly, true);
    std::set<unsigned> months;
    std::set<double> base_rates;
    for (const auto& night : nights_of(history(), wanted)) {
        if (night.side == models::Side::Buy) {
            months.insert(static_cast<unsigned>(night.session.civil().month()));
            base_rates.insert(night.base_rate);
        }
    }
    EXPECT_EQ(months.size(), 3U);
    EXPECT_EQ(base_rates.size(), months.size());
}

// Interrupted after any model, a walk goes on as if it had never stopped.
TEST(WalkForward, TakesTheModelsThatAnEarlierRunKept) {
    const platform::TemporaryFolder folder("turbomode_walk_forward");
    std::size_t fits = 0;
    auto wanted =
        options(panel().sessions[kSessions - 25], panel().sessions.back(), Refit::Monthly);
    wanted.training.progress = [&](double /*share*/) {
        ++fits;
    };
    wanted.kept = KeptModels{.folder = folder.path(), .origin = {}};
    const auto whole = nights_of(history(), wanted);
    const auto all_fits = fits;
    const auto expect_same = [&](std::size_t fits_expected) {
        fits = 0;
        const auto again = nights_of(history(), wanted);
        EXPECT_EQ(fits, fits_expected);
        ASSERT_EQ(again.size(), whole.size());
        for (std::size_t n = 0; n < whole.size(); ++n) {
            EXPECT_EQ(again[n].confidences, whole[n].confidences);
        }
    };
    expect_same(0);
    // One that was damaged is fitted again.
    std::vector<std::filesystem::path> models;
    for (const auto& month : std::filesystem::directory_iterator(folder.path())) {
        models.push_back(month.path());
    }
    ASSERT_EQ(models.size(), 2U);
    for (const auto& file : std::filesystem::recursive_directory_iterator(models.front())) {
        if (file.path().filename() == "buy_win_linear.model") {
            std::ofstream(file.path(), std::ios::app) << "x";
        }
    }
    expect_same(all_fits / 2);
}

TEST(WalkForward, SaysWhenThereIsNothingBetweenTheDatesOrTooLittleBefore) {
    const auto nothing = [](const PredictedNight& /*night*/) {
    };
    const auto none = walk_forward(history(), options({2035, 1, 2}, {2035, 12, 31}), nothing);
    ASSERT_FALSE(none.ok());
    EXPECT_EQ(none.error().code, ErrorCode::NotEnoughData);
    EXPECT_NE(none.error().message.find("2035-01-02"), std::string::npos);

    const auto early =
        walk_forward(history(), options(panel().sessions[50], panel().sessions[60]), nothing);
    ASSERT_FALSE(early.ok());
    EXPECT_EQ(early.error().code, ErrorCode::NotEnoughData);
}

}  // namespace
}  // namespace turbomode::backtest
