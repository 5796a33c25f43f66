#include "backend/turbomode/api/fakes.hpp"
#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"

namespace turbomode::api {
namespace {

using platform::http::Response;
using platform::http::StaticFiles;

class RoutingTest : public ApiTest {
protected:
    RoutingTest() {
        std::filesystem::create_directories(folder_.path() / "turbomode");
        EXPECT_TRUE(base::write_file_atomically(folder_.path() / "turbomode.html", "home").ok());
        EXPECT_TRUE(
            base::write_file_atomically(folder_.path() / "turbomode/sectors.html", "sectors").ok());
    }

    platform::TemporaryFolder folder_{"api_routing_test"};
};

TEST_F(RoutingTest, TheRootIsTheHomePage) {
    const auto pages = StaticFiles::load(folder_.path()).value();
    use_pages(pages);
    EXPECT_EQ(ask("/").body_text(), "home");
    EXPECT_EQ(ask("/turbomode.html").body_text(), "home");
    EXPECT_EQ(ask("/turbomode/sectors.html").body_text(), "sectors");
    EXPECT_EQ(ask("/turbomode/sectors").content_type, "application/json");
}

TEST_F(RoutingTest, UnknownPathsAre404) {
    for (const auto* path : {"/nothing",
                             "/turbomode",
                             "/turbomode/",
                             "/turbomode/predictions/",
                             "/turbomode/runs/2024-03-08"}) {
        EXPECT_EQ(ask(path).status, 404) << path;
        EXPECT_EQ(ask(path).content_type, "application/problem+json") << path;
        EXPECT_EQ(ask(path, "POST").status, 404) << path;
    }
}

TEST_F(RoutingTest, WithoutPagesTheRootSaysSo) {
    EXPECT_EQ(ask("/").status, 404);
    EXPECT_NE(ask("/").body_text().find("not built"), std::string_view::npos);
}

TEST_F(RoutingTest, TheWrongMethodIs405WithTheRightOne) {
    const auto get_scan = ask("/turbomode/scan");
    EXPECT_EQ(get_scan.status, 405);
    EXPECT_EQ(header(get_scan, "Allow"), "POST");
    for (const auto* path : {"/turbomode/signals", "/turbomode/predictions/XOM", "/healthz"}) {
        const auto response = ask(path, "POST");
        EXPECT_EQ(response.status, 405) << path;
        EXPECT_EQ(header(response, "Allow"), "GET, HEAD") << path;
    }
    EXPECT_TRUE(operations_.list.empty());
}

TEST_F(RoutingTest, HealthSaysTheVersionAndReadinessThatItCanRead) {
    EXPECT_EQ(json_of("/healthz"), (Json{{"status", "ok"}, {"version", "1.2.3"}}));
    EXPECT_EQ(json_of("/readyz"), (Json{{"status", "ready"}}));
}

TEST_F(RoutingTest, ClientsAskAboutAnswersEachTimeOrKeepNone) {
    EXPECT_EQ(header(ask("/turbomode/signals"), "Cache-Control"), "no-cache");
    EXPECT_EQ(header(ask("/turbomode/jobs"), "Cache-Control"), "no-store");
    EXPECT_EQ(header(ask("/nothing"), "Cache-Control"), "no-store");
}

}  // namespace
}  // namespace turbomode::api
