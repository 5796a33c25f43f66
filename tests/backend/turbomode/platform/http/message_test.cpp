#include "turbomode/platform/http/message.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace turbomode::platform::http {
namespace {

TEST(Message, GivesTheFirstOfSeveralParameters) {
    Request request;
    request.query = {{"a", "first"}, {"a", "second"}, {"b", ""}};
    EXPECT_EQ(request.query_value("a"), "first");
    EXPECT_EQ(request.query_value("b"), "");
    EXPECT_FALSE(request.query_value("c").has_value());
}

TEST(Message, GivesAnEmptyTextForAHeaderThatIsNotThere) {
    Request request;
    request.headers = {{"host", "localhost"}};
    EXPECT_EQ(request.header("host"), "localhost");
    EXPECT_EQ(request.header("origin"), "");
}

TEST(Message, ReadsEitherKindOfBody) {
    Response response;
    EXPECT_EQ(response.body_text(), "");
    response.body = "own";
    EXPECT_EQ(response.body_text(), "own");
    response.body = std::make_shared<const std::string>("shared");
    EXPECT_EQ(response.body_text(), "shared");
    response.body = std::shared_ptr<const std::string>{};
    EXPECT_EQ(response.body_text(), "");
}

// The members are those of RFC 9457, section 3.1.
TEST(Message, AProblemSaysWhatAndWhy) {
    const Response response = problem(404, "No stock is called \"X\".");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.content_type, "application/problem+json");
    const auto json = nlohmann::json::parse(response.body_text());
    EXPECT_EQ(json.at("type"), "about:blank");
    EXPECT_EQ(json.at("title"), "Not Found");
    EXPECT_EQ(json.at("status"), 404);
    EXPECT_EQ(json.at("detail"), "No stock is called \"X\".");
}

TEST(Message, AProblemSurvivesBytesThatAreNoText) {
    const Response response = problem(400, "bad: \xff\xfe");
    EXPECT_TRUE(nlohmann::json::accept(response.body_text()));
}

TEST(Message, NamesStatuses) {
    EXPECT_EQ(reason_of(202), "Accepted");
    EXPECT_EQ(reason_of(599), "Unknown");
}

TEST(Message, LowersAsciiOnly) {
    EXPECT_EQ(ascii_lower("AbZ[@\xc3\x84"), "abz[@\xc3\x84");
}

}  // namespace
}  // namespace turbomode::platform::http
