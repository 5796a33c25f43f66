#include "turbomode/api/answer_memo.hpp"

#include "backend/turbomode/api/fakes.hpp"

namespace turbomode::api {
namespace {

using platform::http::Request;
using platform::http::Response;

class AnswerMemoTest : public ApiTest {
protected:
    Response ask_again(const std::string& target, const std::string& etag) const {
        auto parsed = platform::http::parse_target(target).value();
        return handler_({.method = "GET",
                         .path = std::move(parsed.path),
                         .query = std::move(parsed.query),
                         .headers = {{"if-none-match", etag}}});
    }
    std::size_t shown(const std::string& target) const { return json_of(target)["signals"].size(); }
};

TEST_F(AnswerMemoTest, AnAnswerIsKeptUntilSomethingIsWritten) {
    version_ = "1";
    data_.active = {active_row(signal_row("XOM"))};
    EXPECT_EQ(shown("/turbomode/signals"), 1);
    data_.active.push_back(active_row(signal_row("CVX")));
    EXPECT_EQ(shown("/turbomode/signals"), 1);
    EXPECT_EQ(shown("/turbomode/signals?limit=5"), 2);
    version_ = "2";
    EXPECT_EQ(shown("/turbomode/signals"), 2);
}

TEST_F(AnswerMemoTest, WhatMayBeWrittenToJustNowIsNotKept) {
    data_.active = {active_row(signal_row("XOM"))};
    EXPECT_EQ(shown("/turbomode/signals"), 1);
    data_.active.clear();
    EXPECT_EQ(shown("/turbomode/signals"), 0);
}

TEST_F(AnswerMemoTest, AnErrorIsNotKept) {
    version_ = "1";
    data_.read_error = base::Error{base::ErrorCode::Failed, "disk I/O error"};
    EXPECT_EQ(ask("/turbomode/signals").status, 500);
    data_.read_error.reset();
    EXPECT_EQ(ask("/turbomode/signals").status, 200);
}

TEST_F(AnswerMemoTest, AClientThatHasItIsToldSo) {
    version_ = "1";
    const auto etag = header(ask("/turbomode/signals"), "ETag");
    ASSERT_FALSE(etag.empty());
    EXPECT_EQ(ask_again("/turbomode/signals", etag).status, 304);
    EXPECT_TRUE(ask_again("/turbomode/signals", etag).body_text().empty());
    version_ = "2";
    EXPECT_EQ(ask_again("/turbomode/signals", etag).status, 304);
    version_ = "3";
    data_.active = {active_row(signal_row("XOM"))};
    EXPECT_EQ(ask_again("/turbomode/signals", etag).status, 200);
}

TEST_F(AnswerMemoTest, AValueThatLooksLikeTwoParametersIsAnotherQuestion) {
    version_ = "1";
    data_.predictions = {prediction_row("XOM")};
    const std::string one = "/turbomode/predictions?sector=Energy%0Asignal_type=BUY";
    EXPECT_EQ(json_of(one)["total"], 0);
    EXPECT_EQ(json_of("/turbomode/predictions?sector=Energy&signal_type=BUY")["total"], 1);
}

TEST_F(AnswerMemoTest, WhatTellsOfTheClockIsMadeAnew) {
    version_ = "1";
    const auto first = json_of("/turbomode/runs/latest")["server_time"];
    clock_.set(clock_.now() + std::chrono::minutes{5});
    EXPECT_NE(json_of("/turbomode/runs/latest")["server_time"], first);
}

TEST_F(AnswerMemoTest, ManyAnswersPushEachOtherOut) {
    version_ = "1";
    AnswerMemo memo([this] { return version_; });
    int made = 0;
    const auto ask_for = [&](int number) {
        const auto answer = memo.of({.method = "GET", .path = fmt::format("/{}", number)}, [&] {
            ++made;
            Response response;
            response.body = std::string(std::size_t{20} << 20U, 'a');
            return response;
        });
        EXPECT_EQ(answer.body_text().size(), std::size_t{20} << 20U);
    };
    for (const int number : {1, 2, 3, 1, 4, 4}) {
        ask_for(number);
    }
    EXPECT_EQ(made, 4);
    ask_for(1);
    EXPECT_EQ(made, 5);
}

}  // namespace
}  // namespace turbomode::api
