#include "market_data/source/yahoo/chart.hpp"

#include <string>

#include <gtest/gtest.h>

#include "backend/market_data/source/yahoo/make_chart.hpp"
#include "market_data/source/vendor_reply.hpp"

namespace market_data::source::yahoo {
namespace {

using base::TradingDate;

constexpr TradingDate kDay{2024, 6, 10};

void refuses(const std::string& body, const std::string& what) {
    const auto chart = read_chart(body);
    ASSERT_FALSE(chart.ok()) << body;
    EXPECT_EQ(chart.error().code, base::ErrorCode::InvalidInput);
    EXPECT_NE(chart.error().message.find(what), std::string::npos) << chart.error().message;
}

std::string result_with(const std::string& fields) {
    return R"({"chart":{"result":[{)" + fields + R"(}],"error":null}})";
}

TEST(Chart, ReadsEveryPart) {
    const auto read = read_chart(chart_body({.rows = {{.date = kDay, .close = "null"}},
                                             .splits = split_event(kDay, 3, 2),
                                             .dividends = dividend_event(kDay, 0.25)}));
    ASSERT_TRUE(read.ok()) << read.error().message;
    const auto& chart = read.value();
    EXPECT_EQ(chart.symbol, "ACME");
    EXPECT_EQ(chart.currency, "USD");
    EXPECT_EQ(chart.granularity, "1d");
    EXPECT_EQ(chart.zone, "America/New_York");
    EXPECT_EQ(chart.gmt_offset_seconds, -14400);
    EXPECT_EQ(chart.times, (std::vector<std::int64_t>{1718026200}));
    EXPECT_EQ(chart.open, (Column{10.0}));
    EXPECT_EQ(chart.high, (Column{12.0}));
    EXPECT_EQ(chart.low, (Column{9.0}));
    EXPECT_EQ(chart.close, (Column{std::nullopt}));
    EXPECT_EQ(chart.volume, (Column{100.0}));
    ASSERT_EQ(chart.splits.size(), 1U);
    EXPECT_EQ(chart.splits[0].numerator, 3.0);
    EXPECT_EQ(chart.splits[0].denominator, 2.0);
    ASSERT_EQ(chart.dividends.size(), 1U);
    EXPECT_EQ(chart.dividends[0].amount, 0.25);
    EXPECT_FALSE(chart.error);
}

TEST(Chart, TakesEventsThatAreNotThere) {
    for (const std::string events : {"", R"("events":null,)", R"("events":{},)"}) {
        const auto chart = read_chart(result_with(
            events + R"("timestamp":[1],"indicators":{"quote":[{"open":[1],"high":[1],"low":[1],)"
                     R"("close":[1],"volume":[1]}]})"));
        ASSERT_TRUE(chart.ok()) << chart.error().message;
        EXPECT_EQ(chart.value().times.size(), 1U);
    }
}

TEST(Chart, TakesAnAnswerWithoutBars) {
    for (const std::string& body : {result_with(R"("meta":{"symbol":"A"},"timestamp":null)"),
                                    result_with(R"("timestamp":[])"),
                                    result_with(R"("indicators":{"quote":[{}]})"),
                                    std::string{R"({"chart":{"result":null,"error":null}})"},
                                    std::string{R"({"chart":{"result":[]}})"}}) {
        const auto chart = read_chart(body);
        ASSERT_TRUE(chart.ok()) << body;
        EXPECT_TRUE(chart.value().times.empty());
        EXPECT_FALSE(chart.value().error);
    }
}

TEST(Chart, ReadsErrorsOfTheChartAndOfWhatStandsBeforeIt) {
    for (const std::string service : {"chart", "finance"}) {
        const auto chart = read_chart(R"({")" + service +
                                      R"(":{"result":null,"error":{"code":"Not Found",)"
                                      R"("description":"No data found"}}})");
        ASSERT_TRUE(chart.ok());
        ASSERT_TRUE(chart.value().error);
        EXPECT_EQ(chart.value().error->code, "Not Found");
        EXPECT_EQ(chart.value().error->description, "No data found");
    }
}

TEST(Chart, RefusesWhatIsNoChart) {
    refuses("", "no JSON");
    refuses("<html>", "no JSON");
    refuses(R"({"chart":)", "no JSON");
    refuses("{\"chart\":\"\xff\"}", "no JSON");
    refuses("[]", "JSON without a chart");
    refuses("null", "JSON without a chart");
    refuses(R"({"somethingWeird":true})", "JSON without a chart");
    refuses(R"({"chart":3})", "JSON without a chart");
    refuses(std::string(kReplyBytesMax + 1, ' '), "bytes, more than any history has");
    refuses(std::string(5000, '['), "no JSON");  // Too deep.
}

TEST(Chart, RefusesColumnsThatDoNotFit) {
    const std::string times = R"("timestamp":[1,2],)";
    refuses(result_with(R"("timestamp":3)"), "timestamp is no list");
    refuses(result_with(R"("timestamp":[1,null])"), "timestamp 1 is no whole number");
    refuses(result_with(R"("timestamp":[1.5])"), "timestamp 0 is no whole number");
    refuses(result_with(times + R"("indicators":{})"), "no quote");
    refuses(result_with(times + R"("indicators":{"quote":[]})"), "no quote");
    refuses(result_with(times + R"("indicators":{"quote":[{}]})"),
            "no list 'open' beside 2 timestamps");
    refuses(result_with(times + R"("indicators":{"quote":[{"open":[1]}]})"),
            "open has 1 entries, timestamp 2");
    refuses(result_with(times + R"("indicators":{"quote":[{"open":[1,"2"]}]})"),
            "open 1 is no number");
    refuses(result_with(times + R"("indicators":{"quote":[{"open":[1,NaN]}]})"), "no JSON");
    refuses(result_with(times + R"("indicators":{"quote":[{"open":[1,1e999]}]})"), "no JSON");
}

TEST(Chart, RefusesEventsThatAreNone) {
    const std::string row =
        R"("timestamp":[1],"indicators":{"quote":[{"open":[1],"high":[1],"low":[1],"close":[1],)"
        R"("volume":[1]}]},"events":)";
    refuses(result_with(row + "[]"), "events is no object");
    refuses(result_with(row + R"({"splits":[]})"), "events.splits is no object");
    refuses(result_with(row + R"({"splits":{"1":4}})"), "an entry of events.splits is no object");
    refuses(result_with(row + R"({"splits":{"1":{"numerator":4,"denominator":1}}})"),
            "a split without a date");
    refuses(result_with(row + R"({"splits":{"1":{"date":1,"numerator":4}}})"),
            "a split without a number 'denominator'");
    refuses(result_with(row + R"({"dividends":{"1":{"date":1,"amount":"0.2"}}})"),
            "a dividend without a number 'amount'");
}

}  // namespace
}  // namespace market_data::source::yahoo
