// The handler behind the real server, over a real connection, and above a real database.
#include "backend/turbomode/api/fakes.hpp"
#include "backend/turbomode/platform/http/client.hpp"
#include "backend/turbomode/platform/http/running_server.hpp"
#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::api {
namespace {

using platform::http::Client;
using platform::http::RunningServer;

class ServedTest : public ApiTest {
protected:
    RunningServer server_{{}, make_handler(services())};
};

TEST_F(ServedTest, AListIsAnsweredAsJson) {
    data_.active = {active_row(signal_row("XOM"))};
    Client client(server_.port());
    const auto reply = client.get("/turbomode/signals?market_cap=large_cap&limit=5");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("content-type"), "application/json");
    EXPECT_EQ(reply.header("cache-control"), "no-cache");
    EXPECT_EQ(Json::parse(reply.body)["signals"][0]["symbol"], "XOM");
}

TEST_F(ServedTest, AScanIsStartedOnce) {
    Client client(server_.port());
    const std::string post =
        "POST /turbomode/scan HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
    client.send(post);
    const auto first = client.read_reply();
    EXPECT_EQ(first.status, 202);
    EXPECT_EQ(Json::parse(first.body)["job"]["state"], "RUNNING");
    client.send(post);
    EXPECT_EQ(client.read_reply().status, 409);
}

TEST_F(ServedTest, AnotherSiteMayNotStartAScan) {
    Client client(server_.port());
    client.send(
        "POST /turbomode/scan HTTP/1.1\r\nHost: localhost\r\nOrigin: http://elsewhere.example\r\n"
        "Content-Length: 0\r\n\r\n");
    EXPECT_EQ(client.read_reply().status, 403);
    EXPECT_TRUE(operations_.list.empty());
}

TEST_F(ServedTest, ErrorsAreProblems) {
    Client client(server_.port());
    const auto reply = client.get("/turbomode/signals?limit=0");
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(reply.header("content-type"), "application/problem+json");
    EXPECT_EQ(client.get("/nothing").status, 404);
}

class DatabaseTest : public ApiTest {
protected:
    DatabaseTest() {
        auto real = services();
        real.views = [this] {
            return store::open_views(path_);
        };
        handler_ = make_handler(std::move(real));
    }

    platform::TemporaryFolder folder_{"api_database_test"};
    std::filesystem::path path_ = folder_.path() / "turbomode.db";
};

TEST_F(DatabaseTest, AMissingFileMeansNoRunYet) {
    EXPECT_EQ(json_of("/turbomode/signals")["total"], 0);
    EXPECT_EQ(ask("/readyz").status, 503);
}

TEST_F(DatabaseTest, ARecordedRunIsRead) {
    const auto writer = store::open_store(path_, {}).value();
    EXPECT_EQ(ask("/readyz").status, 200);
    EXPECT_TRUE(json_of("/turbomode/runs/latest")["run"].is_null());
    ASSERT_TRUE(writer->record(run_row(kTonight, store::RunState::Failed)).ok());
    EXPECT_EQ(json_of("/turbomode/runs/latest")["run"]["state"], "FAILED");
    EXPECT_EQ(json_of("/turbomode/runs")["total"], 1);
    EXPECT_EQ(json_of("/turbomode/history")["total"], 0);
    EXPECT_EQ(json_of("/turbomode/stats")["stats"]["outcomes"], 0);
}

TEST_F(DatabaseTest, AFileThatIsNoDatabaseIs503) {
    ASSERT_TRUE(base::write_file_atomically(path_, std::string(8192, 'x')).ok());
    EXPECT_EQ(ask("/turbomode/signals").status, 503);
    EXPECT_EQ(ask("/readyz").status, 503);
}

}  // namespace
}  // namespace turbomode::api
