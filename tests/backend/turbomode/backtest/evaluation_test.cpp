#include "turbomode/backtest/evaluation.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"

namespace turbomode::backtest {
namespace {

using models::Side;

class EvaluationTest : public testing::Test {
protected:
    static constexpr std::size_t kStocks = 90;  // Thirty a size third: its top 20 are a choice.

    EvaluationTest() { std::filesystem::remove_all(folder_); }
    ~EvaluationTest() override { std::filesystem::remove_all(folder_); }

    // A night on which stock i's confidence is `confidence(i)`.
    template <typename Confidence>
    void add(Evaluation& evaluation, std::size_t session, Side side, const Confidence& confidence) {
        models::Night night{.session = session, .stocks = {}, .first_row = 0};
        models::NightPrediction prediction;
        for (std::uint32_t i = 0; i < kStocks; ++i) {
            night.stocks.push_back(i);
            prediction.stocks.push_back(
                {.confidence = confidence(i), .base_rate = 0.5, .expected_return = 0.01});
        }
        evaluation.add(
            {.session = session, .night = night, .side = side, .prediction = prediction});
    }

    std::vector<std::string> written_lines() const {
        std::ifstream file(folder_ / "predictions.csv");
        std::vector<std::string> lines;
        for (std::string line; std::getline(file, line);) {
            lines.push_back(line);
        }
        return lines;
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("evaluation_test_" + std::to_string(::getpid()));
    bars::Panel panel_ = models::random_walks({.stocks = kStocks, .sessions = 40, .seed = 2});
    models::History history_ = models::history_of(panel_, models::noise(1));
};

TEST_F(EvaluationTest, WritesALineAStockAndSideWithItsOutcomeOnceThereIsOne) {
    auto evaluation = Evaluation::open(folder_, panel_, history_).value();
    add(evaluation, 5, Side::Buy, [](std::size_t) { return 0.5; });
    add(evaluation, 39, Side::Sell, [](std::size_t) { return 0.4; });  // The last: no outcome yet.
    ASSERT_TRUE(evaluation.finish({{"seed", 1}}).ok());
    const auto lines = written_lines();
    ASSERT_EQ(lines.size(), 1 + 2 * kStocks);
    EXPECT_EQ(
        lines[0],
        "date,symbol,side,confidence,base_rate,expected_return,outcome,exit_date,exit_reason");
    const auto outcome = history_.outcomes.at(Side::Buy, 0, 5).value();
    EXPECT_EQ(lines[1],
              fmt::format("{},S000,BUY,0.500000,0.500000,0.010000,{},{},{}",
                          panel_.sessions[5].text(),
                          outcome.cancelled() ? "" : fmt::format("{:.8f}", outcome.net_return),
                          base::TradingDate::from_days(outcome.exit_day).text(),
                          models::name_of(outcome.reason)));
    EXPECT_EQ(lines.back(),
              panel_.sessions[39].text() + ",S089,SELL,0.400000,0.500000,0.010000,,,");
}

TEST_F(EvaluationTest, SeparatesYearsAndSidesAndPoolsThem) {
    auto evaluation = Evaluation::open(folder_, panel_, history_).value();
    add(evaluation, 3, Side::Buy, [](std::size_t) { return 0.5; });
    add(evaluation, 3, Side::Sell, [](std::size_t) { return 0.4; });
    add(evaluation, 4, Side::Buy, [](std::size_t) { return 0.5; });
    const auto report = evaluation.finish({{"seed", 1}}).value();
    EXPECT_EQ(report["about"]["seed"], 1);
    ASSERT_EQ(report["years"].size(), 2U);
    EXPECT_EQ(report["years"][0]["side"], "BUY");
    EXPECT_EQ(report["years"][0]["year"], 2020);
    EXPECT_EQ(report["years"][0]["nights"], 2);
    EXPECT_EQ(report["pooled"]["SELL"]["nights"], 1);
    EXPECT_EQ(report["pooled"]["BUY"]["years"], 1);
    // Equal confidences say nothing: the AUC of a coin.
    EXPECT_DOUBLE_EQ(report["pooled"]["BUY"]["auc"], 0.5);
    EXPECT_TRUE(std::filesystem::exists(folder_ / "report.json"));
}

TEST_F(EvaluationTest, TheTopTwentyAreThoseOfHighestConfidenceInEachSizeThird) {
    auto evaluation = Evaluation::open(folder_, panel_, history_).value();
    const auto won = [&](std::size_t i) {
        const auto outcome = history_.outcomes.at(Side::Buy, i, 6);
        return outcome && !outcome->cancelled() && outcome->won();
    };
    add(evaluation, 6, Side::Buy, [&](std::size_t i) { return won(i) ? 0.9 : 0.1; });
    const auto report = evaluation.finish({}).value();
    const auto& pooled = report["pooled"]["BUY"];
    EXPECT_GT(pooled["top20_win_rate_over_all"], 0.15);
    EXPECT_LT(pooled["log_loss"], pooled["log_loss_base_rate"]);
    EXPECT_DOUBLE_EQ(pooled["auc"], 1.0);
}

TEST_F(EvaluationTest, AFolderThatCannotBeWrittenIsNamed) {
    std::ofstream(folder_) << "a file in the way";
    const auto evaluation = Evaluation::open(folder_, panel_, history_);
    ASSERT_FALSE(evaluation.ok());
    EXPECT_EQ(evaluation.error().code, base::ErrorCode::Usage);
    EXPECT_NE(evaluation.error().message.find(folder_.string()), std::string::npos);
}

}  // namespace
}  // namespace turbomode::backtest
