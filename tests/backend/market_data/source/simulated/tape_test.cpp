#include "market_data/source/simulated/tape.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "backend/market_data/source/simulated/statistics.hpp"

namespace market_data::source::simulated {
namespace {

struct Activity {
    std::vector<double> usual;
    std::vector<double> on_reports;
    std::vector<double> day_after;
};

Activity activity_of_ten_years() {
    const auto companies = found_companies(60, 1);
    ReturnModel returns{companies, 1};
    Tape tape{companies, 1};
    const std::vector<double> no_edge(companies.size(), 0.0);
    std::vector<bool> reported(companies.size(), false);
    Activity activity;
    for (int session = 0; session < 10 * kSessionsPerYear; ++session) {
        const auto moves = returns.step(no_edge);
        const auto today = tape.draw_activity(moves);
        for (std::size_t i = 0; i < companies.size(); ++i) {
            (moves[i].reports_earnings ? activity.on_reports
             : reported[i]             ? activity.day_after
                                       : activity.usual)
                .push_back(today[i]);
            reported[i] = moves[i].reports_earnings;
        }
    }
    return activity;
}

TEST(Tape, TradesMoreAroundAReport) {
    const Activity activity = activity_of_ten_years();
    EXPECT_NEAR(mean_of(activity.usual), 1.0, 0.1);
    EXPECT_GT(mean_of(activity.on_reports), 1.7 * mean_of(activity.usual));
    EXPECT_GT(mean_of(activity.day_after), 1.2 * mean_of(activity.usual));
    EXPECT_LT(mean_of(activity.day_after), mean_of(activity.on_reports));
}

}  // namespace
}  // namespace market_data::source::simulated
