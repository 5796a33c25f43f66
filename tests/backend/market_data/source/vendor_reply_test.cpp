#include "market_data/source/vendor_reply.hpp"

#include <gtest/gtest.h>

namespace market_data::source {
namespace {

TEST(VendorReply, ShowsSixtyPrintableCharacters) {
    EXPECT_EQ(shown_start(""), "");
    EXPECT_EQ(shown_start("\r\n  Too   Many\n Requests"), "Too Many Requests");
    EXPECT_EQ(shown_start("a\x1b[31mb\xc3\xbc\x7f"), "a?[31mb???");
    EXPECT_EQ(shown_start(std::string(100, 'x')), std::string(60, 'x'));
}

TEST(VendorReply, TellsWhatCameInsteadOfPrices) {
    const auto error = unreadable("Yahoo",
                                  {.ticker = base::Ticker::from("AAPL").value(),
                                   .status = 200,
                                   .content_type = "text/html",
                                   .body = "<!DOCTYPE html>\n<p>",
                                   .redirect_to = ""},
                                  "no JSON");
    EXPECT_EQ(error.code, base::ErrorCode::InvalidInput);
    EXPECT_EQ(error.message,
              "Yahoo: AAPL: no JSON (HTTP 200, content type 'text/html', beginning "
              "'<!DOCTYPE html> <p>')");
}

TEST(VendorReply, ShowsARedirectWithoutItsSession) {
    EXPECT_EQ(shown_target("https://guce.yahoo.com/consent?gcrumb=secret"),
              "https://guce.yahoo.com/consent");
    EXPECT_EQ(shown_target("/here#there"), "/here");
}

TEST(VendorReply, EscapesSymbolsInPaths) {
    EXPECT_EQ(path_segment("BRK-B"), "BRK-B");
    EXPECT_EQ(path_segment("^GSPC"), "%5EGSPC");
    EXPECT_EQ(path_segment("EURUSD=X"), "EURUSD%3DX");
}

TEST(VendorReply, TrimsSlashesOffABaseAddress) {
    EXPECT_EQ(trimmed_base("http://127.0.0.1:80//"), "http://127.0.0.1:80");
    EXPECT_EQ(trimmed_base(""), "");
}

}  // namespace
}  // namespace market_data::source
