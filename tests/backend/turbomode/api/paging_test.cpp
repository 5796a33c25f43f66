// Cursors walk each list from end to end, every row once.
#include <set>

#include <fmt/format.h>

#include "backend/turbomode/api/fakes.hpp"

namespace turbomode::api {
namespace {

constexpr int kRows = 23;

std::string symbol_at(int number) {
    return fmt::format("S{:02}", number);
}

class PagingTest : public ApiTest {
protected:
    PagingTest() {
        for (int i = 0; i < kRows; ++i) {
            // Few different confidences, so that equal ones must be put in order too.
            data_.active.push_back(active_row(signal_row(symbol_at(i)), 0.5 + 0.1 * (i % 3)));
            data_.history.push_back(closed_row(signal_row(symbol_at(i))));
            data_.predictions.push_back(prediction_row(symbol_at(i)));
            operations_.list.push_back(job_row(symbol_at(i)));
            alerts_.push_back(alert_row(symbol_at(i)));
        }
        data_.runs.clear();
        for (int i = 0; i < kRows; ++i) {
            data_.runs.push_back(run_row(kTonight.plus_days(-i)));
            data_.earlier_predictions.emplace_back(kTonight.plus_days(-i - 1),
                                                   prediction_row("ONE"));
        }
    }

    // The `id` field of all rows, page by page.
    std::vector<std::string> walk(const std::string& path,
                                  const std::string& list,
                                  const std::string& id) const {
        std::vector<std::string> ids;
        std::string cursor;
        for (int page = 0; page < kRows; ++page) {
            const auto json = json_of(path + "?limit=5" + cursor);
            EXPECT_EQ(json["total"], kRows) << path;
            EXPECT_EQ(json["count"], json[list].size()) << path;
            EXPECT_LE(json[list].size(), 5U) << path;
            for (const auto& row : json[list]) {
                ids.push_back(row[id]);
            }
            if (json["next_cursor"].is_null()) {
                break;
            }
            cursor = "&cursor=" + json["next_cursor"].get<std::string>();
        }
        return ids;
    }
    void expect_whole_walk(const std::string& path,
                           const std::string& list,
                           const std::string& id) const {
        const auto walked = walk(path, list, id);
        EXPECT_EQ(walked.size(), static_cast<std::size_t>(kRows)) << path;
        EXPECT_EQ(std::set(walked.begin(), walked.end()).size(), walked.size()) << path;
        std::vector<std::string> at_once;
        const auto json = json_of(path + "?limit=1000");
        for (const auto& row : json[list]) {
            at_once.push_back(row[id]);
        }
        EXPECT_EQ(walked, at_once) << path;
    }
};

TEST_F(PagingTest, EachListIsWalkedWithoutGapsOrDoubles) {
    expect_whole_walk("/turbomode/signals", "signals", "symbol");
    expect_whole_walk("/turbomode/predictions", "predictions", "symbol");
    expect_whole_walk("/turbomode/predictions/ONE", "predictions", "session");
    expect_whole_walk("/turbomode/history", "history", "symbol");
    expect_whole_walk("/turbomode/runs", "runs", "session");
    expect_whole_walk("/turbomode/jobs", "jobs", "id");
    expect_whole_walk("/turbomode/alerts", "alerts", "key");
}

TEST_F(PagingTest, APageThatEndsTheListHasNoNext) {
    EXPECT_TRUE(json_of("/turbomode/runs?limit=23")["next_cursor"].is_null());
    EXPECT_FALSE(json_of("/turbomode/runs?limit=22")["next_cursor"].is_null());
}

TEST_F(PagingTest, ACursorBeyondTheEndGivesNothing) {
    const auto json = json_of("/turbomode/runs?cursor=1000000000");
    EXPECT_EQ(json["count"], 0);
    EXPECT_EQ(json["total"], kRows);
    EXPECT_TRUE(json["next_cursor"].is_null());
}

}  // namespace
}  // namespace turbomode::api
