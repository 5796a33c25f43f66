#include "market_data/source/vendor_by_name.hpp"

#include <gtest/gtest.h>

namespace market_data::source {
namespace {

constexpr base::TradingDate kSince{2024, 6, 10};

std::string url_of(const Vendor& vendor) {
    return vendor.request(base::Ticker::from("AAPL").value(), kSince).url;
}

void refuses(std::string_view name, const VendorSettings& settings, const std::string& what) {
    const auto vendor = vendor_by_name(name, settings);
    ASSERT_FALSE(vendor.ok()) << what;
    EXPECT_EQ(vendor.error().code, base::ErrorCode::Usage);
    EXPECT_NE(vendor.error().message.find(what), std::string::npos) << vendor.error().message;
}

TEST(VendorByName, FindsYahooAndTiingo) {
    const auto yahoo = vendor_by_name("yahoo", {});
    ASSERT_TRUE(yahoo.ok());
    EXPECT_EQ(yahoo.value()->name(), "yahoo");
    EXPECT_TRUE(url_of(*yahoo.value()).starts_with("https://query1.finance.yahoo.com/v8/"));
    const auto tiingo = vendor_by_name("tiingo", {.base_url = "", .token = "abc"});
    ASSERT_TRUE(tiingo.ok());
    EXPECT_EQ(tiingo.value()->name(), "tiingo");
    EXPECT_TRUE(url_of(*tiingo.value()).starts_with("https://api.tiingo.com/tiingo/"));
}

TEST(VendorByName, TakesAnotherAddress) {
    const auto yahoo = vendor_by_name("yahoo", {.base_url = "http://127.0.0.1:8080/", .token = ""});
    ASSERT_TRUE(yahoo.ok());
    EXPECT_TRUE(url_of(*yahoo.value()).starts_with("http://127.0.0.1:8080/v8/"));
}

TEST(VendorByName, RefusesOtherNames) {
    refuses("bloomberg", {}, "'bloomberg' is no live provider: yahoo or tiingo");
}

TEST(VendorByName, RefusesTiingoWithoutAUsableToken) {
    refuses("tiingo", {}, "TIINGO_API_TOKEN");
    refuses("tiingo", {.base_url = "", .token = "abc\r\nHost: x"}, "holds a blank");
    const auto vendor = vendor_by_name("tiingo", {.base_url = "", .token = "sec ret"});
    ASSERT_FALSE(vendor.ok());
    EXPECT_EQ(vendor.error().message.find("sec"), std::string::npos);
}

}  // namespace
}  // namespace market_data::source
