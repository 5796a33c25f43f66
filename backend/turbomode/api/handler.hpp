// What `turbomode serve` answers: every path of openapi.json, and the built pages.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "market_data/reader/reader.hpp"
#include "turbomode/alerts/alert.hpp"
#include "turbomode/api/answer_memo.hpp"
#include "turbomode/api/metrics.hpp"
#include "turbomode/api/models_json.hpp"
#include "turbomode/api/operations.hpp"
#include "turbomode/api/performance_json.hpp"
#include "turbomode/platform/clock.hpp"
#include "turbomode/platform/http/event_feed.hpp"
#include "turbomode/platform/http/message.hpp"
#include "turbomode/platform/http/static_files.hpp"
#include "turbomode/signals/types.hpp"
#include "turbomode/store/signal_store.hpp"

namespace turbomode::api {

// All that the answers are made from; what is referred to outlives the handler.
struct Services {
    // Opens the views anew for each request, on the thread that asks: connections are not shared.
    // NotFound means no run yet, and makes the lists empty; any other error answers 503.
    std::function<base::Result<std::unique_ptr<store::SignalViews>>()> views;
    // Of what the views read; see AnswerMemo.
    AnswerMemo::Version version_of_nights;
    // As `views`: anew for each request.
    std::function<base::Result<market_data::Reader>()> prices;
    ModelShelf models;
    std::filesystem::path backtests;  // Their folder.
    const platform::http::StaticFiles* pages = nullptr;  // Null: none were built.
    Operations& operations;
    PerformanceMemo& performance;
    std::shared_ptr<platform::http::EventFeed> events;  // What GET /turbomode/events passes on.
    // Open alerts, the worst first; with the resolved ones behind, latest first, if asked for.
    std::function<base::Result<std::vector<alerts::Alert>>(bool with_resolved)> alerts;
    std::function<MetricFacts()> metrics;
    const platform::Clock& clock;
    platform::TimeZone zone;         // Of server_time: America/New_York.
    signals::PublishingRules rules;  // Those the nights are published by.
    std::string version;
};

// Errors are problems: 400 a parameter is wrong, 404 no such path or stock, 405 another method
// (with Allow), 409 a job is running, 500 stored data cannot be read, 503 no database to read.
platform::http::Handler make_handler(Services services);

}  // namespace turbomode::api
