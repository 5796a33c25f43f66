#include "market_data/transport/permitted_url.hpp"

#include <gtest/gtest.h>

namespace market_data::transport {
namespace {

using base::ErrorCode;

TEST(PermittedUrl, LetsTlsGoAnywhere) {
    for (const auto* url : {"https://api.example.com/prices?token=a",
                            "HTTPS://api.example.com:8443/",
                            "https://192.0.2.1/"}) {
        const auto reach = permitted_reach(url, "shown");
        ASSERT_TRUE(reach.ok()) << url;
        EXPECT_EQ(reach.value(), Reach::Network) << url;
    }
}

TEST(PermittedUrl, LetsPlainHttpGoToThisMachine) {
    for (const auto* url : {"http://127.0.0.1:8080/a",
                            "http://127.3.2.1/",
                            "http://2130706433/",  // 127.0.0.1 as one number.
                            "http://localhost/",
                            "http://LocalHost:1/",
                            "http://[::1]:8080/",
                            "https://127.0.0.1/"}) {
        const auto reach = permitted_reach(url, "shown");
        ASSERT_TRUE(reach.ok()) << url;
        EXPECT_EQ(reach.value(), Reach::Loopback) << url;
    }
}

TEST(PermittedUrl, RefusesPlainHttpToAnyOtherHost) {
    for (const auto* url : {"http://api.example.com/",
                            "http://localhost.example.com/",
                            "http://127.0.0.1.example.com/",
                            "http://128.0.0.1/",
                            "http://0.0.0.0/",
                            "http://[::2]/",
                            "http://[::ffff:192.0.2.1]/"}) {
        const auto reach = permitted_reach(url, "shown");
        ASSERT_FALSE(reach.ok()) << url;
        EXPECT_EQ(reach.error().code, ErrorCode::Usage);
        EXPECT_EQ(reach.error().message,
                  "transport: shown: only https is permitted, and http to this machine "
                  "(127.0.0.1, [::1], localhost)");
    }
}

TEST(PermittedUrl, RefusesAUserAndAPasswordAndShowsNeither) {
    for (const auto* url : {"https://user:secret@api.example.com/",
                            "https://secret@api.example.com/",
                            "https://:secret@api.example.com/",
                            "http://user:secret@127.0.0.1/",
                            "http://127.0.0.1@example.com/",
                            "http://localhost:80@example.com/"}) {
        const auto reach = permitted_reach(url, url);
        ASSERT_FALSE(reach.ok()) << url;
        EXPECT_EQ(reach.error().code, ErrorCode::Usage);
        EXPECT_EQ(reach.error().message.find("secret"), std::string::npos);
        EXPECT_NE(reach.error().message.find("leave them out"), std::string::npos);
    }
}

TEST(PermittedUrl, RefusesOtherSchemesAndWhatIsNoUrl) {
    for (const auto* url : {"file:///etc/passwd",
                            "ftp://127.0.0.1/",
                            "gopher://localhost/",
                            "api.example.com/",
                            "https://",
                            "https://api.example.com/a\r\nHost: other",
                            ""}) {
        const auto reach = permitted_reach(url, "shown");
        ASSERT_FALSE(reach.ok()) << url;
        EXPECT_EQ(reach.error().code, ErrorCode::Usage);
    }
}

}  // namespace
}  // namespace market_data::transport
