#include "market_data/source/yahoo/yahoo.hpp"

#include <string>

#include <gtest/gtest.h>

#include "backend/market_data/source/yahoo/make_chart.hpp"

namespace market_data::source::yahoo {
namespace {

using base::ErrorCode;
using base::Result;
using base::Ticker;
using base::TradingDate;

constexpr TradingDate kThursday{2024, 6, 6};
constexpr TradingDate kFriday{2024, 6, 7};
constexpr TradingDate kMonday{2024, 6, 10};
constexpr TradingDate kTuesday{2024, 6, 11};

Result<StockPrices> parsed(const ChartParts& parts, TradingDate last_finished = kMonday) {
    return Yahoo{}.parse(reply_of(chart_body(parts)), last_finished);
}

void expect_error(const Result<StockPrices>& parsed, ErrorCode code, const std::string& message) {
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.error().code, code) << parsed.error().message;
    EXPECT_EQ(parsed.error().message, message);
}

Result<StockPrices> parsed_status(int status,
                                  const std::string& body,
                                  const std::string& content_type = "application/json",
                                  const std::string& redirect_to = "") {
    auto reply = reply_of(body);
    reply.status = status;
    reply.content_type = content_type;
    reply.redirect_to = redirect_to;
    return Yahoo{}.parse(reply, kMonday);
}

std::string error_body(const std::string& code, const std::string& description) {
    return R"({"chart":{"result":null,"error":{"code":")" + code + R"(","description":")" +
           description + R"("}}})";
}

TEST(Yahoo, AsksForTheBarsFromThatDayOn) {
    const Yahoo yahoo{"http://127.0.0.1:8080/"};
    const auto request = yahoo.request(Ticker::from("BRK.B").value(), {2020, 8, 31});
    // 2020-08-31 00:00 in New York is 04:00 UTC.
    EXPECT_EQ(request.url,
              "http://127.0.0.1:8080/v8/finance/chart/BRK-B?period1=1598846400&period2=9999999999"
              "&interval=1d&events=div%2Csplits&includePrePost=false");
    EXPECT_EQ(request.url_shown, request.url);
    EXPECT_EQ(request.headers, (std::vector<std::string>{"Accept: application/json"}));
    EXPECT_TRUE(Yahoo{}
                    .request(Ticker::from("^GSPC").value(), kMonday)
                    .url.starts_with("https://query1.finance.yahoo.com/v8/finance/chart/%5EGSPC?"));
}

TEST(Yahoo, TurnsSplitsBack) {
    // 4:1 on Monday. Friday's 30 were 120 dollars then, and its 4000 shares 1000.
    const auto stock = parsed({.rows = {{kFriday, "29", "31.5", "28", "30", "4000"},
                                        {kMonday, "30.5", "32", "30", "31", "4100"}},
                               .splits = split_event(kMonday, 4, 1)});
    ASSERT_TRUE(stock.ok()) << stock.error().message;
    ASSERT_EQ(stock.value().bars.size(), 2U);
    const auto& before = stock.value().bars[0];
    EXPECT_EQ(before.open_usd(), 116.0);
    EXPECT_EQ(before.high_usd(), 126.0);
    EXPECT_EQ(before.low_usd(), 112.0);
    EXPECT_EQ(before.close_usd(), 120.0);
    EXPECT_EQ(before.volume_shares(), 1000.0);
    const auto& after = stock.value().bars[1];
    EXPECT_EQ(after.close_usd(), 31.0);
    EXPECT_EQ(after.volume_shares(), 4100.0);
    ASSERT_EQ(stock.value().actions.size(), 1U);
    EXPECT_EQ(stock.value().actions[0].ex_date, kMonday);
    EXPECT_EQ(stock.value().actions[0].split_ratio, 4.0);
    EXPECT_EQ(stock.value().actions[0].dividend_usd, 0.0);
}

TEST(Yahoo, TurnsSeveralSplitsBackTogether) {
    // 2:1 on Friday, then 1:10 on Monday: Thursday's price in today's shares is x 10 / 2.
    const auto stock =
        parsed({.rows = {{kThursday, "500", "510", "490", "505", "20"},
                         {kFriday, "500", "510", "490", "505", "20"},
                         {kMonday, "500", "510", "490", "505", "20"}},
                .splits = split_event(kMonday, 1, 10) + "," + split_event(kFriday, 2, 1)});
    ASSERT_TRUE(stock.ok()) << stock.error().message;
    ASSERT_EQ(stock.value().bars.size(), 3U);
    EXPECT_EQ(stock.value().bars[0].close_usd(), 101.0);
    EXPECT_EQ(stock.value().bars[0].volume_shares(), 100.0);
    EXPECT_EQ(stock.value().bars[1].close_usd(), 50.5);
    EXPECT_EQ(stock.value().bars[1].volume_shares(), 200.0);
    EXPECT_EQ(stock.value().bars[2].close_usd(), 505.0);
    ASSERT_EQ(stock.value().actions.size(), 2U);
    EXPECT_EQ(stock.value().actions[0].split_ratio, 2.0);
    EXPECT_EQ(stock.value().actions[1].split_ratio, 0.1);
}

TEST(Yahoo, TurnsDividendsBackToTheSharesOfTheirDay) {
    // Yahoo tells 0.205 for the 82 cents that each share got before it became four. On the day of
    // the split itself the amount is per new share.
    const auto stock =
        parsed({.rows = {{kThursday}, {kFriday}, {kMonday}},
                .splits = split_event(kMonday, 4, 1),
                .dividends = dividend_event(kFriday, 0.205) + "," + dividend_event(kMonday, 0.3)});
    ASSERT_TRUE(stock.ok()) << stock.error().message;
    ASSERT_EQ(stock.value().actions.size(), 2U);
    EXPECT_EQ(stock.value().actions[0].ex_date, kFriday);
    EXPECT_EQ(stock.value().actions[0].dividend_usd, 0.82);
    EXPECT_EQ(stock.value().actions[0].split_ratio, 1.0);
    EXPECT_EQ(stock.value().actions[1].dividend_usd, 0.3);
    EXPECT_EQ(stock.value().actions[1].split_ratio, 4.0);
}

TEST(Yahoo, CountsADividendOnceAndTwoTogether) {
    const auto at_open = dividend_event(kFriday, 0.5);
    auto at_close = R"("1":{"amount":0.5,"date":)" + seconds_of(kFriday, 20 * 3600) + "}";
    const auto once = parsed({.rows = {{kFriday}}, .dividends = at_open + "," + at_close});
    ASSERT_TRUE(once.ok());
    ASSERT_EQ(once.value().actions.size(), 1U);
    EXPECT_EQ(once.value().actions[0].dividend_usd, 0.5);

    at_close = R"("1":{"amount":2.5,"date":)" + seconds_of(kFriday, 20 * 3600) + "}";
    const auto both = parsed({.rows = {{kFriday}}, .dividends = at_open + "," + at_close});
    ASSERT_TRUE(both.ok());
    EXPECT_EQ(both.value().actions[0].dividend_usd, 3.0);
}

TEST(Yahoo, RefusesADividendThatIsNone) {
    expect_error(parsed({.rows = {{kFriday}}, .dividends = dividend_event(kFriday, -0.5)}),
                 ErrorCode::InvalidInput,
                 "Yahoo: ACME: a dividend of -0.5 at 1717767000 seconds, which is none");
}

TEST(Yahoo, RefusesDividendsThatAddUpToNone) {
    const auto two = R"("1":{"amount":1.7e308,"date":)" + seconds_of(kFriday) +
                     R"(},"2":{"amount":1.6e308,"date":)" + seconds_of(kFriday) + "}";
    expect_error(parsed({.rows = {{kFriday}}, .dividends = two}),
                 ErrorCode::InvalidInput,
                 "Yahoo: ACME: the dividend of 2024-06-07 is none");
}

TEST(Yahoo, QuotesAReplyInPlainCharacters) {
    const auto stock =
        parsed({.rows = {{kMonday}}, .zone = "Mars\\u001b[2J", .gmt_offset = "null"});
    ASSERT_FALSE(stock.ok());
    EXPECT_NE(stock.error().message.find("time zone 'Mars?[2J'"), std::string::npos)
        << stock.error().message;
}

// A split that takes effect tomorrow may be in the prices today; it is no fact of today yet.
TEST(Yahoo, UsesASplitOfTomorrowWithoutTellingIt) {
    const auto stock =
        parsed({.rows = {{kMonday}}, .splits = split_event(kTuesday, 2, 1)}, kMonday);
    ASSERT_TRUE(stock.ok());
    EXPECT_EQ(stock.value().bars[0].close_usd(), 22.0);
    EXPECT_TRUE(stock.value().actions.empty());
}

TEST(Yahoo, TakesTheNoiseOffItsPrices) {
    const auto stock = parsed(
        {.rows = {
             {kMonday, "127.58000183105469", "131", "126", "129.0399932861328", "225702700"}}});
    ASSERT_TRUE(stock.ok());
    EXPECT_EQ(stock.value().bars[0].open_usd(), 127.58);
    EXPECT_EQ(stock.value().bars[0].close_usd(), 129.04);
}

TEST(Yahoo, RefusesTheWholeStockWhenASplitIsNotInThePrices) {
    expect_error(parsed({.rows = {{kFriday, "119", "121", "118", "120", "100"},
                                  {kMonday, "30", "31", "29", "30", "400"}},
                         .splits = split_event(kMonday, 4, 1)}),
                 ErrorCode::InvalidInput,
                 "Yahoo: ACME: the split of 4:1 on 2024-06-10 is not worked into the prices before "
                 "it (close 120 on 2024-06-07, then 30 on 2024-06-10), so none of them can be "
                 "trusted; try again tomorrow, or load what came after with --since 2024-06-10");
}

TEST(Yahoo, QuarantinesBarsWithNulls) {
    const auto stock = parsed({.rows = {{.date = kFriday, .open = "null", .volume = "null"},
                                        {kMonday, "null", "null", "null", "null", "5"}}});
    ASSERT_TRUE(stock.ok());
    EXPECT_TRUE(stock.value().bars.empty());
    ASSERT_EQ(stock.value().quarantined.size(), 2U);
    EXPECT_EQ(stock.value().quarantined[0].reason, "2024-06-07: no open, no volume");
    EXPECT_EQ(stock.value().quarantined[0].origin, "yahoo");
    EXPECT_EQ(stock.value().quarantined[1].reason,
              "2024-06-10: no open, no high, no low, no close");
}

// While a session runs, and for a while after, its row carries the time of the last trade.
TEST(Yahoo, TakesTheLiveRowForItsSession) {
    constexpr int kAfterClose = 20 * 3600 + 1;  // 16:00:01 in New York.
    const ChartParts parts{.rows = {{kFriday}, {.date = kMonday, .utc_seconds = kAfterClose}}};
    const auto finished = parsed(parts, kMonday);
    ASSERT_TRUE(finished.ok());
    EXPECT_EQ(finished.value().bars.size(), 2U);
    EXPECT_TRUE(finished.value().quarantined.empty());

    const auto running = parsed(parts, kFriday);
    ASSERT_TRUE(running.ok());
    EXPECT_EQ(running.value().bars.size(), 1U);
    ASSERT_EQ(running.value().quarantined.size(), 1U);
    EXPECT_NE(running.value().quarantined[0].reason.find("unfinished"), std::string::npos);
}

TEST(Yahoo, TakesALiveRowBesideItsBarAsOne) {
    const auto stock =
        parsed({.rows = {{kMonday}, {.date = kMonday, .volume = "140", .utc_seconds = 20 * 3600}}});
    ASSERT_TRUE(stock.ok());
    ASSERT_EQ(stock.value().bars.size(), 1U);
    EXPECT_EQ(stock.value().bars[0].volume_shares(), 140.0);
}

TEST(Yahoo, DatesBarsByTheOffsetWhereTheZoneIsUnknown) {
    const auto stock = parsed({.rows = {{kMonday}}, .zone = "Mars/Olympus_Mons"});
    ASSERT_TRUE(stock.ok());
    EXPECT_EQ(stock.value().bars[0].date(), kMonday);
    expect_error(
        parsed({.rows = {{kMonday}}, .zone = "Mars/Olympus_Mons", .gmt_offset = "null"}),
        ErrorCode::InvalidInput,
        "Yahoo: ACME: time zone 'Mars/Olympus_Mons' of the exchange is unknown and gmtoffset "
        "missing");
}

TEST(Yahoo, RefusesTimesThatAreNoDate) {
    expect_error(parsed({.rows = {{.date = {2200, 1, 2}}}}),
                 ErrorCode::InvalidInput,
                 "Yahoo: ACME: timestamp 7258253400 is no date");
}

TEST(Yahoo, RefusesOtherMoneyOtherBarsAndOtherStocks) {
    expect_error(parsed({.rows = {{kMonday}}, .currency = R"("GBp")"}),
                 ErrorCode::InvalidInput,
                 "Yahoo: ACME: the prices are in GBp, not in USD");
    expect_error(parsed({.rows = {{kMonday}}, .currency = "null"}),
                 ErrorCode::InvalidInput,
                 "Yahoo: ACME: the reply names no currency");
    expect_error(parsed({.rows = {{kMonday}}, .granularity = "1mo"}),
                 ErrorCode::InvalidInput,
                 "Yahoo: ACME: the reply holds bars of 1mo, not of one day");
    expect_error(parsed({.rows = {{kMonday}}, .symbol = "OTHER"}),
                 ErrorCode::InvalidInput,
                 "Yahoo: ACME: the reply is about 'OTHER', not about it");
}

TEST(Yahoo, SaysWhatIsNotFound) {
    expect_error(
        parsed({}), ErrorCode::NotFound, "Yahoo has no data of ACME since the date asked for");
    const auto body = error_body("Not Found", "No data found, symbol may be delisted");
    for (const int status : {200, 404}) {
        expect_error(parsed_status(status, body),
                     ErrorCode::NotFound,
                     "Yahoo knows no symbol ACME: No data found, symbol may be delisted");
    }
    expect_error(parsed_status(404, ""), ErrorCode::NotFound, "Yahoo knows no symbol ACME");
    expect_error(
        parsed_status(
            400, error_body("Bad Request", "Data doesn't exist for startDate = 1, endDate = 2")),
        ErrorCode::NotFound,
        "Yahoo has no data of ACME: Data doesn't exist for startDate = 1, endDate = 2");
}

TEST(Yahoo, SaysWhenItIsNotServed) {
    expect_error(parsed_status(401, error_body("Unauthorized", "Invalid Crumb")),
                 ErrorCode::Refused,
                 "Yahoo: ACME: refuses to answer (HTTP 401): Invalid Crumb; wait, or use another "
                 "provider (tiingo, csv)");
    expect_error(parsed_status(403, "Forbidden", "text/plain"),
                 ErrorCode::Refused,
                 "Yahoo: ACME: refuses to answer (HTTP 403): 'Forbidden'; wait, or use another "
                 "provider (tiingo, csv)");
    const auto wait = [](int status) {
        return "Yahoo: ACME: too many requests (HTTP " + std::to_string(status) +
               "): it will not serve this address for some hours; wait, or use another provider "
               "(tiingo, csv)";
    };
    expect_error(
        parsed_status(429, "Too Many Requests\r\n", "text/html"), ErrorCode::Refused, wait(429));
    expect_error(parsed_status(200, error_body("Too Many Requests", "Rate limited")),
                 ErrorCode::Refused,
                 wait(200));
    expect_error(parsed_status(999, "Request denied", "text/html"),
                 ErrorCode::Refused,
                 "Yahoo: ACME: blocks this address or program (HTTP 999); wait a day, or use "
                 "another provider (tiingo, csv)");
    EXPECT_EQ(parsed_status(200, error_body("Unauthorized", "Invalid Crumb")).error().code,
              ErrorCode::Refused);
}

TEST(Yahoo, SaysWhenItAsksForConsent) {
    const std::string message =
        "Yahoo: ACME: asks for consent to its cookies before it answers, as it does for addresses "
        "in Europe; ask from another network, or use another provider (tiingo, csv)";
    expect_error(
        parsed_status(307, "", "text/html", "https://guce.yahoo.com/consent?gcrumb=secret"),
        ErrorCode::Refused,
        message);
    expect_error(
        parsed_status(302, "", "", "https://consent.yahoo.com/v2/collectConsent?sessionId=3"),
        ErrorCode::Refused,
        message);
    expect_error(parsed_status(200,
                               R"(<html><form action="https://consent.yahoo.com/v2/x">)",
                               "text/html; charset=utf-8"),
                 ErrorCode::Refused,
                 message);
}

TEST(Yahoo, SaysWhatElseCame) {
    expect_error(parsed_status(301, "", "", "https://elsewhere.example/?session=secret"),
                 ErrorCode::InvalidInput,
                 "Yahoo: ACME: redirects to 'https://elsewhere.example/' (HTTP 301) instead of "
                 "answering; is the base URL right?");
    expect_error(parsed_status(503, "<html>Service Unavailable", "text/html"),
                 ErrorCode::Failed,
                 "Yahoo: ACME: its server failed (HTTP 503): '<html>Service Unavailable'; try "
                 "again later");
    expect_error(parsed_status(422, error_body("Unprocessable Entity", "1d data not available")),
                 ErrorCode::InvalidInput,
                 "Yahoo: ACME: refuses the question (HTTP 422): 1d data not available");
    expect_error(parsed_status(204, "", ""),
                 ErrorCode::InvalidInput,
                 "Yahoo: ACME: an answer without prices (HTTP 204, content type '', beginning '')");
    expect_error(parsed_status(200, error_body("Odd", "Something odd")),
                 ErrorCode::InvalidInput,
                 "Yahoo: ACME: error 'Odd': Something odd");
    const auto page = parsed_status(200, "<!DOCTYPE html>\n<title>Yahoo</title>", "text/html");
    ASSERT_FALSE(page.ok());
    EXPECT_EQ(page.error().code, ErrorCode::InvalidInput);
    EXPECT_TRUE(page.error().message.starts_with("Yahoo: ACME: no JSON: ")) << page.error().message;
    EXPECT_TRUE(
        page.error().message.ends_with("(HTTP 200, content type 'text/html', beginning "
                                       "'<!DOCTYPE html> <title>Yahoo</title>')"))
        << page.error().message;
}

}  // namespace
}  // namespace market_data::source::yahoo
