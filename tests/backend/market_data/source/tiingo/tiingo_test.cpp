#include "market_data/source/tiingo/tiingo.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace market_data::source::tiingo {
namespace {

using base::ErrorCode;
using base::Result;
using base::Ticker;
using base::TradingDate;

constexpr TradingDate kFriday{2024, 6, 7};
constexpr TradingDate kMonday{2024, 6, 10};
const std::string kToken = "0123456789abcdef";

std::string row(const std::string& date, const std::string& rest = "") {
    return R"({"date":")" + date +
           R"(T00:00:00.000Z","open":10,"high":12,"low":9,"close":11,"volume":100,)"
           R"("adjOpen":1,"adjHigh":1.2,"adjLow":0.9,"adjClose":1.1,"adjVolume":1000)" +
           rest + "}";
}

std::string list_of(const std::vector<std::string>& rows) {
    return fmt::format("[{}]", fmt::join(rows, ","));
}

Result<StockPrices> parsed(const std::string& body,
                           int status = 200,
                           const std::string& content_type = "application/json",
                           const std::string& redirect_to = "") {
    return Tiingo{kToken}.parse({.ticker = Ticker::from("BRK-B").value(),
                                 .status = status,
                                 .content_type = content_type,
                                 .body = body,
                                 .redirect_to = redirect_to},
                                kMonday);
}

void expect_error(const Result<StockPrices>& parsed, ErrorCode code, const std::string& message) {
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.error().code, code) << parsed.error().message;
    EXPECT_EQ(parsed.error().message, message);
}

void refuses(const std::string& body, const std::string& what) {
    const auto stock = parsed(body);
    ASSERT_FALSE(stock.ok()) << body;
    EXPECT_EQ(stock.error().code, ErrorCode::InvalidInput);
    EXPECT_TRUE(stock.error().message.starts_with("Tiingo: BRK-B: ")) << stock.error().message;
    EXPECT_NE(stock.error().message.find(what), std::string::npos) << stock.error().message;
}

TEST(Tiingo, AsksWithItsTokenInAHeaderAlone) {
    const auto request = Tiingo{kToken}.request(Ticker::from("BRK-B").value(), kMonday);
    EXPECT_EQ(request.url,
              "https://api.tiingo.com/tiingo/daily/brk-b/prices?startDate=2024-06-10&format=json");
    EXPECT_EQ(request.url_shown, request.url);
    EXPECT_EQ(
        request.headers,
        (std::vector<std::string>{"Authorization: Token " + kToken, "Accept: application/json"}));
    EXPECT_TRUE(Tiingo(kToken, "http://127.0.0.1:9/")
                    .request(Ticker::from("AAPL").value(), kMonday)
                    .url.starts_with("http://127.0.0.1:9/tiingo/daily/aapl/"));
}

TEST(Tiingo, ReadsTheRawColumns) {
    const auto stock = parsed(list_of({row("2024-06-07", R"(,"divCash":0.0,"splitFactor":1.0)"),
                                       row("2024-06-10", R"(,"divCash":0.25,"splitFactor":4.0)")}));
    ASSERT_TRUE(stock.ok()) << stock.error().message;
    EXPECT_EQ(stock.value().ticker.text(), "BRK-B");
    ASSERT_EQ(stock.value().bars.size(), 2U);
    const auto& bar = stock.value().bars[0];
    EXPECT_EQ(bar.date(), kFriday);
    EXPECT_EQ(bar.open_usd(), 10.0);
    EXPECT_EQ(bar.high_usd(), 12.0);
    EXPECT_EQ(bar.low_usd(), 9.0);
    EXPECT_EQ(bar.close_usd(), 11.0);
    EXPECT_EQ(bar.volume_shares(), 100.0);
    ASSERT_EQ(stock.value().actions.size(), 1U);
    EXPECT_EQ(stock.value().actions[0].ex_date, kMonday);
    EXPECT_EQ(stock.value().actions[0].dividend_usd, 0.25);
    EXPECT_EQ(stock.value().actions[0].split_ratio, 4.0);
}

TEST(Tiingo, QuarantinesWhatDoesNotHoldTogether) {
    const auto stock =
        parsed(list_of({R"({"date":"2024-06-07","open":null,"high":12,"low":9,"close":11})",
                        row("2024-06-08"),
                        row("2024-06-10"),
                        row("2024-06-11")}));
    ASSERT_TRUE(stock.ok()) << stock.error().message;
    EXPECT_EQ(stock.value().bars.size(), 1U);
    ASSERT_EQ(stock.value().quarantined.size(), 3U);
    EXPECT_EQ(stock.value().quarantined[0].reason, "2024-06-07: no open, no volume");
    EXPECT_EQ(stock.value().quarantined[0].origin, "tiingo");
    EXPECT_EQ(stock.value().quarantined[1].reason, "2024-06-08: not an NYSE session (Saturday)");
    EXPECT_NE(stock.value().quarantined[2].reason.find("unfinished"), std::string::npos);
}

TEST(Tiingo, RefusesWhatIsNoListOfPrices) {
    refuses("", "no JSON");
    refuses("<html>", "beginning '<html>'");
    refuses("Error: Ticker 'BRK-B' not found", "beginning 'Error: Ticker 'BRK-B' not found'");
    refuses(R"({"a":1})", "JSON without a list of prices");
    refuses(R"({"detail":"Please supply a token"})", "Please supply a token");
    refuses("[1]", "row 0 is no object");
    refuses(list_of({row("2024-06-07"), R"({"close":1})"}), "row 1: no date YYYY-MM-DD in ''");
    refuses(list_of({row("June 7")}), "row 0: no date YYYY-MM-DD in 'June 7T00");
    refuses(R"([{"date":"2024-06-07","open":"10"}])", "2024-06-07: open is no number");
}

TEST(Tiingo, RefusesActionsThatAreNone) {
    refuses(list_of({row("2024-06-07", R"(,"divCash":-1)")}),
            "2024-06-07: dividend -1 or split 1 is none");
    refuses(list_of({row("2024-06-07", R"(,"splitFactor":0)")}),
            "2024-06-07: dividend 0 or split 0 is none");
    refuses(list_of({row("2024-06-07", R"(,"divCash":1)"), row("2024-06-07", R"(,"divCash":2)")}),
            "2024-06-07: two different dividends or splits");
}

TEST(Tiingo, SaysWhatIsNotFound) {
    expect_error(
        parsed("[]"), ErrorCode::NotFound, "Tiingo has no data of BRK-B since the date asked for");
    expect_error(parsed(R"({"detail":"Not found."})", 404),
                 ErrorCode::NotFound,
                 "Tiingo knows no symbol BRK-B: Not found.");
}

TEST(Tiingo, SaysWhereTheTokenBelongs) {
    for (const int status : {401, 403}) {
        expect_error(parsed(R"({"detail":"Invalid token."})", status),
                     ErrorCode::Refused,
                     "Tiingo: BRK-B: the token is refused (HTTP " + std::to_string(status) +
                         "): Invalid token.; set it in TIINGO_API_TOKEN or in the token file");
    }
}

TEST(Tiingo, SaysWhenTheLimitIsReached) {
    expect_error(parsed("", 429),
                 ErrorCode::Refused,
                 "Tiingo: BRK-B: the limit of the account is reached (HTTP 429); wait, or use "
                 "another provider");
    // Tiingo has said so in plain text and with status 200.
    const auto limit =
        parsed("You have run over your 500 symbol look up for this month. Please upgrade",
               200,
               "text/html");
    ASSERT_FALSE(limit.ok());
    EXPECT_EQ(limit.error().code, ErrorCode::Refused);
    EXPECT_NE(limit.error().message.find("500 symbol look up"), std::string::npos);
}

TEST(Tiingo, SaysWhatElseCame) {
    expect_error(parsed("Bad Gateway", 502, "text/plain"),
                 ErrorCode::Failed,
                 "Tiingo: BRK-B: its server failed (HTTP 502): 'Bad Gateway'; try again later");
    expect_error(parsed("", 302, "", "https://www.tiingo.com/login?next=1"),
                 ErrorCode::InvalidInput,
                 "Tiingo: BRK-B: redirects to 'https://www.tiingo.com/login' (HTTP 302) instead of "
                 "answering; is the base URL right?");
    EXPECT_EQ(parsed("", 400).error().code, ErrorCode::InvalidInput);
}

TEST(Tiingo, NeverRepeatsItsToken) {
    const std::string echo = "Error: token " + kToken + " and " + kToken;
    for (const int status : {200, 302, 400, 401, 403, 404, 429, 500}) {
        const auto stock = parsed(echo, status, "text/" + kToken, "https://a/" + kToken);
        ASSERT_FALSE(stock.ok());
        EXPECT_EQ(stock.error().message.find(kToken), std::string::npos) << stock.error().message;
    }
    const auto detail = parsed(R"({"detail":"bad token )" + kToken + R"("})");
    ASSERT_FALSE(detail.ok());
    EXPECT_NE(detail.error().message.find("bad token ***"), std::string::npos);
    EXPECT_EQ(detail.error().message.find(kToken), std::string::npos);
}

}  // namespace
}  // namespace market_data::source::tiingo
