#include "turbomode/models/night_losses.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace turbomode::models {
namespace {

const NightLosses kLosses{std::vector<NightLoss>{{.date = {2024, 1, 2},
                                                  .outcomes = 480,
                                                  .log_loss = 0.1 / 3.0,
                                                  .log_loss_base_rate = 0.6931471805599453,
                                                  .return_correlation = -0.1},
                                                 {.date = {2024, 1, 3},
                                                  .outcomes = 481,
                                                  .log_loss = 1.0,
                                                  .log_loss_base_rate = 1e-300,
                                                  .return_correlation = 1e-17}},
                          std::vector<NightLoss>{{.date = {2024, 1, 2},
                                                  .outcomes = 480,
                                                  .log_loss = 0.7,
                                                  .log_loss_base_rate = 0.25,
                                                  .return_correlation = 0.0}}};

TEST(NightLosses, AreReadAsTheyWereWritten) {
    const auto read = read_night_losses(csv_of(kLosses), "file");
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read.value(), kLosses);
    EXPECT_EQ(read_night_losses(csv_of({}), "file").value(), NightLosses{});
}

TEST(NightLosses, AreALineANightAndSide) {
    const auto csv = csv_of(kLosses);
    EXPECT_TRUE(
        csv.starts_with("date,side,outcomes,log_loss,log_loss_base_rate,return_correlation\n"
                        "2024-01-02,BUY,480,"));
    EXPECT_TRUE(csv.ends_with("2024-01-02,SELL,480,0.7,0.25,0\n"));
}

TEST(NightLosses, AreRefusedWithThePlaceWhereTheTextIsOther) {
    const std::string header =
        "date,side,outcomes,log_loss,log_loss_base_rate,return_correlation\n";
    for (const char* line : {"2024-02-30,BUY,480,0.7,0.6,0",
                             "2024-01-02,HOLD,480,0.7,0.6,0",
                             "2024-01-02,BUY,-3,0.7,0.6,0",
                             "2024-01-02,BUY,480,0.7x,0.6,0",
                             "2024-01-02,BUY,480,nan,0.6,0",
                             "2024-01-02,BUY,480,0.7,inf,0",
                             "2024-01-02,BUY,480,0.7,0.6,nan",
                             "2024-01-02,BUY,480,0.7,0.6",
                             "2024-01-02,BUY,480,0.7,0.6,0.5,0",
                             ""}) {
        const auto read = read_night_losses(fmt::format("{}{}\n", header, line), "file");
        ASSERT_FALSE(read.ok()) << line;
        EXPECT_EQ(read.error().code, base::ErrorCode::Corruption);
        EXPECT_TRUE(read.error().message.starts_with("file:2: ")) << read.error().message;
    }
    EXPECT_TRUE(read_night_losses("", "file").error().message.starts_with("file:1: "));
    EXPECT_TRUE(read_night_losses("date\n", "file").error().message.starts_with("file:1: "));
}

TEST(NightLosses, HaveTheirNightsInOrder) {
    const auto read = [](const char* first, const char* second) {
        return read_night_losses(fmt::format("{}{},SELL,480,0.7,0.6,0\n{},SELL,480,0.7,0.6,0\n",
                                             "date,side,outcomes,log_loss,log_loss_base_rate,"
                                             "return_correlation\n",
                                             first,
                                             second),
                                 "file");
    };
    for (const char* date : {"2024-01-03", "2024-01-02"}) {
        const auto refused = read("2024-01-03", date);
        ASSERT_FALSE(refused.ok());
        EXPECT_TRUE(refused.error().message.starts_with("file:3: ")) << refused.error().message;
    }
    EXPECT_TRUE(read("2024-01-03", "2024-01-04").ok());
}

}  // namespace
}  // namespace turbomode::models
