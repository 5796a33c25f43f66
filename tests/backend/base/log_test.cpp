#include "base/log.hpp"

#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"

namespace base {
namespace {

class LogTest : public testing::Test {
protected:
    LogTest() { log_to_stderr("tested", "info"); }
    ~LogTest() override { log_to_stderr("tested", "info"); }

    std::vector<std::string> lines() const {
        std::istringstream text(read_file(path_).value());
        std::vector<std::string> lines;
        for (std::string line; std::getline(text, line);) {
            lines.push_back(line);
        }
        return lines;
    }
    void open(LogFormat format, std::size_t bytes_max = 1 << 20, std::size_t kept = 2) const {
        const auto opened =
            log_to_file_too({.path = path_, .bytes_max = bytes_max, .kept = kept}, format);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
    }

    turbomode::platform::TemporaryFolder folder_{"log_test"};
    std::filesystem::path path_ = folder_.path() / "made" / "serve.log";
};

TEST_F(LogTest, ALineOfTextHasTimeLevelAndProgram) {
    open(LogFormat::Text);
    spdlog::warn("the vendor is late");
    ASSERT_EQ(lines().size(), 1U);
    EXPECT_EQ(lines()[0].substr(21), "warning tested: the vendor is late");
    EXPECT_EQ(lines()[0][19], 'Z');
    EXPECT_EQ(message_in(lines()[0]), lines()[0]);
}

TEST_F(LogTest, ALineOfJsonIsValidWhateverTheMessageHolds) {
    open(LogFormat::Json);
    std::string every_byte = "\"quoted\" \\ back\nslash\t";
    for (int byte = 0; byte < 256; ++byte) {
        every_byte += static_cast<char>(byte);
    }
    const std::vector<std::string> messages{
        "plain", "", "{\"a\": 1}", "\xc3\xa9t\xc3\xa9", "cut off \xe2\x82", every_byte};
    for (const auto& message : messages) {
        spdlog::info("{}", message);
    }
    const auto written = lines();
    ASSERT_EQ(written.size(), messages.size());  // A line each, line breaks or not.
    for (std::size_t i = 0; i < written.size(); ++i) {
        const auto document = nlohmann::json::parse(written[i]);
        EXPECT_EQ(document.at("level"), "info");
        EXPECT_EQ(document.at("program"), "tested");
        EXPECT_EQ(document.at("time").get<std::string>().size(), 20U);
        EXPECT_EQ(document.size(), 4U);
        EXPECT_EQ(message_in(written[i]), document.at("message"));
        for (const char character : written[i]) {
            EXPECT_TRUE(character >= ' ' && character <= '~');
        }
    }
    EXPECT_EQ(message_in(written[2]), "{\"a\": 1}");
    EXPECT_EQ(message_in(written[3]), "\xc3\xa9t\xc3\xa9");
    EXPECT_EQ(message_in(written[4]), "cut off \xef\xbf\xbd");
    // Up to the first byte that is no UTF-8 nothing is lost.
    EXPECT_EQ(message_in(written[5]).substr(0, 150), every_byte.substr(0, 150));
}

TEST_F(LogTest, AFileThatIsFullIsRenamedAndTheOldestGoes) {
    open(LogFormat::Text, 1000, 2);
    for (int i = 0; i < 100; ++i) {
        spdlog::info("line {}", i);
    }
    std::size_t bytes = 0;
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path_.parent_path())) {
        EXPECT_LE(entry.file_size(), 1000U);
        bytes += entry.file_size();
        ++files;
    }
    EXPECT_EQ(files, 3U);
    EXPECT_LE(bytes, 3000U);
    EXPECT_EQ(lines().back().substr(21), "info tested: line 99");
}

TEST_F(LogTest, AFileThatCannotBeWrittenIsNamed) {
    const auto opened = log_to_file_too(
        {.path = "/proc/nowhere/serve.log", .bytes_max = 1000, .kept = 1}, LogFormat::Text);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::Failed);
    EXPECT_NE(opened.error().message.find("/proc/nowhere/serve.log"), std::string::npos);
    spdlog::info("stderr goes on");
}

TEST_F(LogTest, FormatsHaveNames) {
    EXPECT_EQ(parse_log_format("text").value(), LogFormat::Text);
    EXPECT_EQ(parse_log_format("json").value(), LogFormat::Json);
    EXPECT_EQ(parse_log_format("xml").error().code, ErrorCode::Usage);
}

}  // namespace
}  // namespace base
