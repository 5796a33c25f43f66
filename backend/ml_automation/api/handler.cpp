#include "ml_automation/api/handler.hpp"

#include <charconv>
#include <memory>
#include <spdlog/spdlog.h>
#include <utility>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/check.hpp"
#include "ml_automation/api/views_json.hpp"

namespace ml_automation::api {

using base::ErrorCode;
using base::Result;
using web::problem;
using web::Request;
using web::Response;

namespace {

constexpr std::size_t kLimitMax = 1'000;
constexpr std::size_t kSignalsDefault = 600;
constexpr std::size_t kTradesDefault = 50;

Response answer_with(const Json& json, int status = 200) {
    return {.status = status, .body = json.dump() + "\n"};
}

// "limit" of the query; nothing when it is no number that is allowed.
std::optional<std::size_t> limit_of(const Request& request, std::size_t otherwise) {
    const auto text = request.query_value("limit");
    if (!text) {
        return otherwise;
    }
    std::size_t limit = 0;
    const char* const end = text->data() + text->size();
    const bool is_number = std::from_chars(text->data(), end, limit).ptr == end && !text->empty();
    return is_number && limit >= 1 && limit <= kLimitMax ? std::optional{limit} : std::nullopt;
}

Response bad_limit() {
    return problem(400, fmt::format("limit is a number from 1 to {}.", kLimitMax));
}

class Calls {
public:
    explicit Calls(Options options) : options_(std::move(options)) {}

    Response answer(const Request& request) const {
        return request.method == "POST" ? post(request) : get(request);
    }

private:
    using Read = std::function<Result<Json>(const store::Views&)>;

    Response get(const Request& request) const {
        const auto& path = request.path;
        const auto page =
            options_.pages.find(path == "/" || path == "/ml-trading" ? "/index.html" : path);
        if (page != options_.pages.end()) {
            return page->second;
        }
        if (path == "/healthz") {
            return answer_with({{"status", "ok"}});
        }
        if (path == "/ml-automation-status") {
            return status();
        }
        if (path == "/ml-signals") {
            return signals(request);
        }
        if (path == "/ml-portfolio") {
            const auto limit = limit_of(request, kTradesDefault);
            return limit ? read([&](const store::Views& views) {
                return portfolio_json(views, options_.config.paper, *limit);
            })
                         : bad_limit();
        }
        if (path == "/ml-heatmap-data") {
            return heatmap(request);
        }
        if (path == "/ml-stats") {
            return read([](const store::Views& views) { return stats_json(views); });
        }
        if (path == "/ml-training-progress") {
            return read([this](const store::Views& views) {
                return training_json(
                    views, options_.config.training, bars::new_york_date(options_.hooks.now()));
            });
        }
        return problem(404, fmt::format("There is no {}.", path));
    }

    Response post(const Request& request) const {
        const auto& path = request.path;
        if (path == "/ml-automation-start" || path == "/ml-automation-stop") {
            const auto switched = options_.hooks.switch_scheduler(path == "/ml-automation-start");
            return switched.ok() ? status() : failure(switched.error());
        }
        for (const auto& [name, step] : {std::pair{"/ml-run-full-cycle", Step::Cycle},
                                         {"/ml-run-scan-only", Step::Scan},
                                         {"/ml-run-learner-only", Step::Learn},
                                         {"/ml-run-training", Step::Train}}) {
            if (path == name) {
                const auto started = options_.hooks.start(step);
                return started.ok() ? answer_with({{"success", true}, {"step", name_of(step)}}, 202)
                                    : failure(started.error());
            }
        }
        return problem(404, fmt::format("Nothing is posted to {}.", path));
    }

    std::optional<View> view_asked(const Request& request) const {
        return view_of(options_.config.filters, request.query_value("view").value_or("all"));
    }
    static Response bad_view() { return problem(400, "view is all, intraday, daily or monthly."); }

    Response heatmap(const Request& request) const {
        const auto view = view_asked(request);
        return view ? read([&](const store::Views& views) { return heatmap_json(views, *view); })
                    : bad_view();
    }

    Response signals(const Request& request) const {
        const auto view = view_asked(request);
        if (!view) {
            return bad_view();
        }
        const auto limit = limit_of(request, kSignalsDefault);
        if (!limit) {
            return bad_limit();
        }
        return read([&](const store::Views& views) { return signals_json(views, *view, *limit); });
    }

    // From the database, opened anew each time: a backup may have been put in its place.
    Response read(const Read& answer) const {
        const auto views = store::Views::open(options_.database);
        if (!views.ok() && views.error().code == ErrorCode::NotFound) {
            return answer_with({{"success", true},
                                {"as_of", nullptr},
                                {"why",
                                 "no cycle has run yet; run one with the button or with "
                                 "ml_automation cycle"}});
        }
        if (!views.ok()) {
            return failure(views.error());
        }
        const auto json = answer(views.value());
        return json.ok() ? answer_with(json.value()) : failure(json.error());
    }

    Response status() const {
        const auto views = store::Views::open(options_.database);
        if (!views.ok() && views.error().code != ErrorCode::NotFound) {
            return failure(views.error());
        }
        const auto json = status_json(views.ok() ? &views.value() : nullptr, options_);
        return json.ok() ? answer_with(json.value()) : failure(json.error());
    }

    static Response failure(const base::Error& error) {
        if (error.code == ErrorCode::Refused) {
            return problem(409, error.message);
        }
        spdlog::error("http: {}", error.message);
        return problem(500, error.message);
    }

    const Options options_;
};

}  // namespace

std::string_view name_of(Step step) {
    switch (step) {
        case Step::Cycle:
            return "cycle";
        case Step::Scan:
            return "scan";
        case Step::Learn:
            return "learn";
        case Step::Train:
            return "train";
    }
    CHECK(false);
    return {};
}

web::Handler make_handler(Options options) {
    const auto calls = std::make_shared<const Calls>(std::move(options));
    return [calls](const Request& request) {
        return calls->answer(request);
    };
}

}  // namespace ml_automation::api
