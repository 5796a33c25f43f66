// The server against openapi.json: every path answers, and as its schema says.
#include <gmock/gmock.h>

#include "backend/turbomode/api/fakes.hpp"
#include "backend/turbomode/api/schema_check.hpp"
#include "backend/turbomode/api/stored.hpp"
#include "turbomode/api/openapi_text.hpp"

namespace turbomode::api {
namespace {

using models::Side;
using nlohmann::json;
using platform::http::Response;
using signals::ListReason;
using testing::IsEmpty;

const json& document() {
    static const json kDocument = json::parse(openapi_text());
    return kDocument;
}

// The differences between an answer and what openapi.json says of it.
std::vector<std::string> faults_of(const std::string& path,
                                   const std::string& method,
                                   const Response& response) {
    const auto& responses = document()["paths"][path][method]["responses"];
    const auto status = std::to_string(response.status);
    if (!responses.contains(status)) {
        return {"status " + status + " is not in openapi.json"};
    }
    auto described = responses[status];
    if (described.contains("$ref")) {
        described =
            document().at(json::json_pointer(described["$ref"].get<std::string>().substr(1)));
    }
    if (!described["content"].contains(response.content_type)) {
        return {"content type " + response.content_type + " is not in openapi.json"};
    }
    if (response.content_type == "text/event-stream") {
        return {};  // It has no end to be looked at.
    }
    const auto text = response.body_text();
    return schema_faults(
        document(),
        described["content"][response.content_type]["schema"],
        response.content_type.starts_with("text/") ? json(text) : json::parse(text));
}

class ContractTest : public ApiTest {
protected:
    // A night with something of everything, nulls included.
    void fill() {
        data_.runs.push_back(run_row(kTonight.plus_days(-1), store::RunState::NoEdge));
        auto failed = run_row(kTonight.plus_days(1), store::RunState::Failed);
        failed.model_id = failed.data_source = failed.published_at = "";
        failed.universe_count = failed.fresh_count = failed.scored_count = 0;
        data_.runs.insert(data_.runs.begin(), failed);

        auto unfilled = active_row(signal_row("BRK.B", Side::Sell, signals::Tier::SmallCap));
        unfilled.active.trade.fill.reset();
        unfilled.active.latest_confidence.reset();
        unfilled.net_return.reset();
        unfilled.reasons.clear();
        unfilled.name = "";
        data_.active = {active_row(signal_row("XOM")), unfilled};

        auto replaced = closed_row(signal_row("IBM"), ListReason::Replaced);
        auto cancelled = closed_row(signal_row("CVX"), ListReason::Cancelled, std::nullopt);
        cancelled.closed.trade.fill.reset();
        data_.history = {closed_row(signal_row("AMD")), replaced, cancelled};
        data_.predictions = {prediction_row("XOM"),
                             prediction_row("XOM", Side::Sell),
                             prediction_row("IBM", Side::Buy, signals::Verdict::Unfamiliar)};
        data_.judged = judged_rows(kTonight.plus_days(-21), 40);
        auto refused = job_row("scan-1", jobs::State::Failed);
        refused.key = "2024-03-08";
        refused.finished_at = platform::TimePoint{};
        refused.exit_code = 3;
        refused.message = "refused";
        operations_.list = {job_row("scan-2"), refused};
        alerts_ = {alert_row("run_state"), alert_row("disk")};
        alerts_.back().resolved_at = alerts_.back().seen_at;
        operations_.view.enabled = true;
        operations_.view.next_run = "2024-03-11T23:00:00-04:00";
        operations_.view.next_run_session = "2024-03-11";
        operations_.view.next_training = "2024-03-10T03:00:00-04:00";
        operations_.view.waits_for = "the training of 2024-03-10";
        operations_.view.last_run = refused;
        store_prices(prices_path_, ticker("XOM"));
        model_id_ = store_model(models_path_);
        store_backtest(backtests_path_ / kBacktest);
    }

    void expect_contract() const {
        for (const auto& [path, methods] : document()["paths"].items()) {
            auto target = path;
            if (const auto place = target.find("{symbol}"); place != std::string::npos) {
                target.replace(place, 8, "XOM");
            }
            if (const auto place = target.find("{id}"); place != std::string::npos) {
                const bool is_model = path.starts_with("/turbomode/models/");
                const bool is_backtest = path.starts_with("/turbomode/backtests/");
                target.replace(place,
                               4,
                               is_model      ? model_id_
                               : is_backtest ? kBacktest
                                             : std::string{"scan-2"});
            }
            if (const auto place = target.find("{file}"); place != std::string::npos) {
                target.replace(place, 6, "trades.csv");
            }
            const std::string method = methods.begin().key();
            const auto response = ask(target, method == "get" ? "GET" : "POST");
            EXPECT_THAT(faults_of(path, method, response), IsEmpty()) << method << " " << path;
        }
    }

    std::string model_id_ = "tm-2024-03-08-00000000";
    const std::string kBacktest = "bt-2020-01-02-2020-06-30-00000000";
};

TEST_F(ContractTest, EveryPathAnswersWithRowsAsDocumented) {
    fill();
    expect_contract();
    EXPECT_EQ(ask("/turbomode/predictions/XOM").status, 200);
    EXPECT_EQ(json_of("/turbomode/signals")["count"], 2);
    EXPECT_EQ(json_of("/turbomode/history")["count"], 3);
    EXPECT_EQ(json_of("/turbomode/backtests")["count"], 1);
    EXPECT_EQ(ask("/turbomode/backtests/" + kBacktest).status, 200);
    EXPECT_EQ(ask("/turbomode/backtests/" + kBacktest + "/trades.csv").status, 200);
    EXPECT_EQ(ask("/turbomode/backtests/..").status, 404);
    EXPECT_EQ(ask("/turbomode/backtests/" + kBacktest + "/report.html").status, 404);
}

TEST_F(ContractTest, EveryPathAnswersBeforeTheFirstRunAsDocumented) {
    data_.runs.clear();
    expect_contract();
}

TEST_F(ContractTest, EveryPathAnswersWithoutADatabaseAsDocumented) {
    data_.open_error = base::Error{base::ErrorCode::NotFound, "turbomode.db: no such file"};
    expect_contract();
}

TEST_F(ContractTest, EveryPathAnswersWhenTheDatabaseIsRefusedAsDocumented) {
    data_.open_error = base::Error{base::ErrorCode::Refused, "turbomode.db: of another program"};
    expect_contract();
}

TEST_F(ContractTest, EveryPathAnswersWhenReadingFailsAsDocumented) {
    data_.read_error = base::Error{base::ErrorCode::Failed, "disk I/O error"};
    expect_contract();
}

TEST_F(ContractTest, EveryQueryParameterOfTheDocumentIsAccepted) {
    const std::map<std::string, std::string> examples{{"market_cap", "mid_cap"},
                                                      {"signal_type", "SELL"},
                                                      {"limit", "7"},
                                                      {"cursor", "2"},
                                                      {"sector", "Energy"},
                                                      {"symbol", "XOM"},
                                                      {"state", "all"},
                                                      {"exit_reason", "FLIPPED"}};
    for (const auto& [path, methods] : document()["paths"].items()) {
        for (const auto& reference : methods.begin().value().value("parameters", json::array())) {
            const auto parameter =
                document().at(json::json_pointer(reference["$ref"].get<std::string>().substr(1)));
            if (parameter["in"] != "query" || path.find('{') != std::string::npos) {
                continue;
            }
            const std::string name = parameter["name"];
            EXPECT_EQ(ask(path + "?" + name + "=" + examples.at(name)).status, 200)
                << path << " " << name;
        }
    }
}

TEST_F(ContractTest, DefaultLimitsAreThoseOfTheDocument) {
    data_.active.assign(100, active_row(signal_row("XOM")));
    data_.history.assign(100, closed_row(signal_row("XOM")));
    const auto& parameters = document()["components"]["parameters"];
    EXPECT_EQ(json_of("/turbomode/signals")["count"],
              parameters["SignalLimit"]["schema"]["default"]);
    EXPECT_EQ(json_of("/turbomode/history")["count"], parameters["Limit"]["schema"]["default"]);
}

TEST_F(ContractTest, TheDocumentIsServedAsItIs) {
    const auto response = ask("/openapi.json");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body_text(), openapi_text());
}

}  // namespace
}  // namespace turbomode::api
