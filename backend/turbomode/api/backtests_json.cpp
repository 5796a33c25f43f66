#include "turbomode/api/backtests_json.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include <fmt/format.h>

#include "base/file.hpp"
#include "turbomode/platform/clock.hpp"

namespace turbomode::api {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr const char* kReport = "report.json";

// Letters, digits and dashes: no id leads out of the folder.
bool is_id(std::string_view id) {
    return !id.empty() && std::ranges::all_of(id, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
               letter == '-';
    });
}

Result<Json> report_in(const std::filesystem::path& folder) {
    const auto path = folder / kReport;
    TRY_ASSIGN(const auto text, base::read_file(path));
    auto report = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (report.is_discarded() || !report.is_object()) {
        return Error{ErrorCode::Corruption, fmt::format("{}: no report", path.string())};
    }
    return report;
}

std::string written_at(const std::filesystem::path& report) {
    std::error_code ignored;  // A moment that nobody knows is 1970.
    const auto time = std::filesystem::last_write_time(report, ignored);
    return platform::rfc3339_utc(std::chrono::time_point_cast<std::chrono::system_clock::duration>(
        std::chrono::file_clock::to_sys(time)));
}

// Throws the library's exceptions.
Json row_of(const std::string& id, const Json& report, const std::string& created_at) {
    const auto& about = report.at("about");
    const auto& trades = report.at("trades").at("all");
    const auto& metrics = report.at("portfolio").at("metrics");
    Json benchmark = nullptr;
    for (const auto& row : report.at("baselines")) {
        if (row.at("name") == "spy" && !row.at("metrics").is_null()) {
            benchmark = row.at("metrics").at("cagr");
        }
    }
    return {{"id", id},
            {"from", about.at("from")},
            {"to", about.at("to")},
            {"predictions", about.at("predictions")},
            {"refit", about.at("refit")},
            {"profile", about.at("profile")},
            {"simulated", about.at("simulated")},
            {"created_at", created_at},
            {"trades", trades.at("count")},
            {"win_rate", trades.at("win_rate")},
            {"mean_net_return", trades.at("mean_net_return")},
            {"cagr", metrics.at("cagr")},
            {"sharpe", metrics.at("sharpe")},
            {"max_drawdown", metrics.at("max_drawdown")},
            {"deflated", report.at("deflation").at("deflated")},
            {"benchmark_cagr", benchmark}};
}

Json row_in(const std::filesystem::path& folder, const std::string& created_at) {
    const auto id = folder.filename().string();
    const auto report = report_in(folder);
    if (!report.ok()) {
        return {{"id", id}, {"error", report.error().message}};
    }
    try {
        return row_of(id, report.value(), created_at);
    } catch (const Json::exception& exception) {
        return {{"id", id},
                {"error", fmt::format("not a report of this build: {}", exception.what())}};
    }
}

}  // namespace

Result<Json> backtests_json(const std::filesystem::path& folder) {
    std::vector<std::pair<std::string, std::filesystem::path>> found;
    std::error_code error;  // No folder: no backtest yet.
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const auto report = entry.path() / kReport;
        if (is_id(entry.path().filename().string()) && std::filesystem::exists(report, error)) {
            found.emplace_back(written_at(report), entry.path());
        }
    }
    std::ranges::sort(found, std::ranges::greater{});
    Json rows = Json::array();
    for (const auto& [created_at, path] : found) {
        rows.push_back(row_in(path, created_at));
    }
    return Json{{"success", true}, {"count", rows.size()}, {"backtests", std::move(rows)}};
}

Result<Json> backtest_json(const std::filesystem::path& folder, const std::string& id) {
    if (!is_id(id) || !std::filesystem::exists(folder / id / kReport)) {
        return Error{ErrorCode::NotFound, fmt::format("no backtest '{}'", id)};
    }
    TRY_ASSIGN(auto report, report_in(folder / id));
    return Json{{"success", true}, {"id", id}, {"report", std::move(report)}};
}

Result<std::string> backtest_file(const std::filesystem::path& folder,
                                  const std::string& id,
                                  const std::string& file) {
    const auto path = folder / id / file;
    if (!is_id(id) || !std::filesystem::exists(path)) {
        return Error{ErrorCode::NotFound, fmt::format("no file '{}' of a backtest '{}'", file, id)};
    }
    return base::read_file(path);
}

}  // namespace turbomode::api
