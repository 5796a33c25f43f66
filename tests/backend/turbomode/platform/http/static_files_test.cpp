#include "turbomode/platform/http/static_files.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <zlib.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/platform/http/client.hpp"
#include "backend/turbomode/platform/http/running_server.hpp"
#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"

namespace turbomode::platform::http {
namespace {

using testing::HasSubstr;

std::string unpacked(const std::string& packed) {
    z_stream stream{};
    EXPECT_EQ(::inflateInit2(&stream, 15 + 16), Z_OK);
    std::string copy = packed;
    std::string result(1'000'000, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(copy.data());
    stream.avail_in = static_cast<uInt>(copy.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
    result.resize(stream.total_out);
    ::inflateEnd(&stream);
    return result;
}

class StaticFilesTest : public testing::Test {
protected:
    StaticFilesTest() {
        write("pages/index.html", "<h1>start</h1>");
        write("pages/turbomode.html", html_);
        write("pages/turbomode/sectors.html", "<h1>sectors</h1>");
        write("pages/assets/app-1a2b.js", std::string(1000, ';'));
        write("pages/assets/logo.png", std::string(1000, 'p'));
        write("pages/notes.unknown", "?");
        write("secret.txt", "not yours");
    }
    void write(const std::string& name, const std::string& content) const {
        const auto path = folder_.path() / name;
        std::filesystem::create_directories(path.parent_path());
        EXPECT_TRUE(base::write_file_atomically(path, content).ok());
    }
    StaticFiles load() const { return StaticFiles::load(folder_.path() / "pages").value(); }

    static Request get(const std::string& path,
                       const std::string& header = "",
                       const std::string& value = "") {
        Request request{.method = "GET", .path = path, .query = {}, .headers = {}, .body = ""};
        if (!header.empty()) {
            request.headers[header] = value;
        }
        return request;
    }
    static std::string header(const Response& response, const std::string& name) {
        for (const auto& [key, value] : response.headers) {
            if (key == name) {
                return value;
            }
        }
        return "";
    }

    TemporaryFolder folder_{"static_files_test"};
    const std::string html_ = "<!doctype html>" + std::string(5000, 'x');
};

TEST_F(StaticFilesTest, FindsEveryFileWithItsType) {
    const StaticFiles files = load();
    EXPECT_EQ(files.size(), 6U);
    const auto page = files.find(get("/turbomode.html"));
    ASSERT_TRUE(page.has_value());
    EXPECT_EQ(page->status, 200);
    EXPECT_EQ(page->body_text(), html_);
    EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
    EXPECT_EQ(files.find(get("/assets/app-1a2b.js"))->content_type,
              "text/javascript; charset=utf-8");
    EXPECT_EQ(files.find(get("/assets/logo.png"))->content_type, "image/png");
    EXPECT_EQ(files.find(get("/notes.unknown"))->content_type, "application/octet-stream");
}

TEST_F(StaticFilesTest, ServesTheIndexOfAFolder) {
    EXPECT_EQ(load().find(get("/"))->body_text(), "<h1>start</h1>");
}

TEST_F(StaticFilesTest, FindsNothingElse) {
    const StaticFiles files = load();
    for (const auto* path : {"/none.html",
                             "/turbomode",
                             "/turbomode/",
                             "/../secret.txt",
                             "/secret.txt",
                             "",
                             "turbomode.html",
                             "/TURBOMODE.HTML"}) {
        EXPECT_FALSE(files.find(get(path)).has_value()) << path;
    }
}

TEST_F(StaticFilesTest, TagsWithTheHashOfTheContent) {
    const auto page = load().find(get("/turbomode.html"));
    EXPECT_EQ(header(*page, "ETag"), "\"" + base::sha256_hex(html_) + "\"");
}

TEST_F(StaticFilesTest, DoesNotSendWhatTheClientHas) {
    const StaticFiles files = load();
    const std::string etag = header(*files.find(get("/turbomode.html")), "ETag");
    const auto same = files.find(get("/turbomode.html", "if-none-match", etag));
    EXPECT_EQ(same->status, 304);
    EXPECT_EQ(same->body_text(), "");
    EXPECT_EQ(header(*same, "ETag"), etag);
    EXPECT_EQ(header(*same, "Cache-Control"), "no-cache");
    EXPECT_EQ(files.find(get("/turbomode.html", "if-none-match", "\"old\""))->status, 200);
}

TEST_F(StaticFilesTest, OnlyHashedNamesAreKeptUnasked) {
    const StaticFiles files = load();
    EXPECT_EQ(header(*files.find(get("/assets/app-1a2b.js")), "Cache-Control"),
              "public, max-age=31536000, immutable");
    EXPECT_EQ(header(*files.find(get("/turbomode.html")), "Cache-Control"), "no-cache");
}

TEST_F(StaticFilesTest, PacksForThoseWhoCanUnpack) {
    const StaticFiles files = load();
    const auto packed = files.find(get("/turbomode.html", "accept-encoding", "gzip, br"));
    EXPECT_EQ(header(*packed, "Content-Encoding"), "gzip");
    EXPECT_EQ(header(*packed, "Vary"), "Accept-Encoding");
    EXPECT_LT(packed->body_text().size(), html_.size());
    EXPECT_EQ(unpacked(std::string{packed->body_text()}), html_);
    const auto plain = files.find(get("/turbomode.html"));
    EXPECT_EQ(header(*plain, "Content-Encoding"), "");
    EXPECT_EQ(header(*plain, "Vary"), "Accept-Encoding");
    EXPECT_NE(header(*packed, "ETag"), header(*plain, "ETag"));  // Other bytes, other tag.
}

TEST_F(StaticFilesTest, DoesNotPackWhatGainsNothing) {
    const StaticFiles files = load();
    for (const auto* path : {"/assets/logo.png", "/index.html"}) {  // Packed already; too short.
        const auto file = files.find(get(path, "accept-encoding", "gzip"));
        EXPECT_EQ(header(*file, "Content-Encoding"), "") << path;
        EXPECT_EQ(header(*file, "Vary"), "") << path;
    }
}

TEST_F(StaticFilesTest, CanOnlyBeRead) {
    Request post = get("/index.html");
    post.method = "POST";
    const auto refused = load().find(post);
    ASSERT_TRUE(refused.has_value());
    EXPECT_EQ(refused->status, 405);
    EXPECT_EQ(header(*refused, "Allow"), "GET, HEAD");
}

TEST_F(StaticFilesTest, NamesTheFolderThatIsNotThere) {
    const auto missing = StaticFiles::load(folder_.path() / "no_pages");
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, base::ErrorCode::NotFound);
    EXPECT_THAT(missing.error().message, HasSubstr("no_pages"));
}

TEST_F(StaticFilesTest, RefusesAFolderTooLargeForPages) {
    write("pages/huge.bin", "");
    std::filesystem::resize_file(folder_.path() / "pages/huge.bin", 65 * 1024 * 1024);
    const auto loaded = StaticFiles::load(folder_.path() / "pages");
    ASSERT_FALSE(loaded.ok());
    EXPECT_EQ(loaded.error().code, base::ErrorCode::InvalidInput);
}

TEST_F(StaticFilesTest, NoTargetLeavesTheFolder) {
    const StaticFiles files = load();
    const RunningServer server({}, [&files](const Request& request) {
        return files.find(request).value_or(problem(404, "There is no such page."));
    });
    Client client(server.port());
    for (const auto* target : {"/../secret.txt",
                               "/%2e%2e/secret.txt",
                               "/assets/../../secret.txt",
                               "/assets/..%2f..%2fsecret.txt",
                               "//secret.txt",
                               "/..%5csecret.txt",
                               "/assets/%2e%2e/%2e%2e/secret.txt",
                               "/.%2e/secret.txt"}) {
        const Reply reply = client.get(target);
        EXPECT_TRUE(reply.status == 400 || reply.status == 404) << target << ": " << reply.status;
        EXPECT_EQ(reply.body.find("not yours"), std::string::npos) << target;
    }
}

TEST_F(StaticFilesTest, WorksThroughTheServer) {
    const StaticFiles files = load();
    const RunningServer server({}, [&files](const Request& request) {
        return files.find(request).value_or(problem(404, "There is no such page."));
    });
    Client client(server.port());
    const Reply packed = client.get("/turbomode.html", "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(unpacked(packed.body), html_);
    const Reply same =
        client.get("/turbomode.html",
                   "Accept-Encoding: gzip\r\nIf-None-Match: " + packed.header("etag") + "\r\n");
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.header("content-length"), "");
    EXPECT_EQ(client.get("/none").status, 404);
}

}  // namespace
}  // namespace turbomode::platform::http
