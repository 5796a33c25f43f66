// turbomode features: names and values of one stock's features.
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/log.hpp"
#include "features/build.hpp"
#include "features/schema.hpp"
#include "turbomode/app/context.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;

namespace {

struct FeatureOptions {
    std::string symbol;
    std::string on;
    bool csv = false;
};

std::string header() {
    std::string line = "date";
    for (const auto& feature : ::features::schema()) {
        line += fmt::format(",{}", feature.name);
    }
    return line + "\n";
}

std::string line_of(const ::features::Matrix& matrix, std::size_t stock, std::size_t session) {
    std::string line = matrix.sessions()[session].text();
    for (std::size_t f = 0; f < matrix.feature_count(); ++f) {
        const float value = matrix.value(f, stock, session);
        line += std::isnan(value) ? "," : fmt::format(",{}", value);
    }
    return line + "\n";
}

// Why the last session's vector is not whole, where it is not.
void warn_of_gaps(const bars::PanelStock& stock,
                  const ::features::Matrix& matrix,
                  std::size_t number) {
    const std::size_t last = matrix.session_count() - 1;
    std::size_t missing = 0;
    for (std::size_t feature = 0; feature < matrix.feature_count(); ++feature) {
        missing += std::isnan(matrix.value(feature, number, last)) ? 1U : 0U;
    }
    if (missing > 0) {
        spdlog::warn(
            "{} {}: {} of {} features have no value ({} bars; {} are needed, and one of "
            "that day): it sits out",
            stock.ticker.text(),
            matrix.sessions()[last].text(),
            missing,
            matrix.feature_count(),
            stock.series.size(),
            ::features::warmup_sessions_max());
    }
}

Result<ExitCode> run(const Context& context, const FeatureOptions& options) {
    auto ticker = base::Ticker::from(options.symbol);
    if (!ticker.ok()) {
        return Error{ErrorCode::Usage, ticker.error().message};
    }
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto on, parse_optional_date(options.on));
    TRY_ASSIGN(const auto reader,
               market_data::Reader::open(context.at(config.paths.market_data_db)));
    TRY_ASSIGN(const auto summary, reader.summary());
    const auto as_of = on.value_or(summary.last_bar.value_or(bars::kCalendarFirst));
    const auto read = reader.panel({.as_of = as_of, .sessions_max = 0, .also = {ticker.value()}});
    if (!read.ok()) {
        return Error{read.error().code,
                     fmt::format("{}: {}", ticker.value().text(), read.error().message)};
    }
    const auto& panel = read.value();
    std::size_t stock = 0;
    while (stock < panel.stocks.size() && panel.stocks[stock].ticker != ticker.value()) {
        ++stock;
    }
    if (stock == panel.stocks.size()) {
        return Error{ErrorCode::NotFound,
                     fmt::format("no bars of {} until {}", ticker.value().text(), as_of.text())};
    }
    const auto matrix =
        ::features::build(panel,
                          as_of,
                          {.last_sessions = on ? std::size_t{1} : std::size_t{0},
                           .threads = static_cast<unsigned>(config.models.threads)});
    const auto& series = panel.stocks[stock].series;
    warn_of_gaps(panel.stocks[stock], matrix, stock);
    fmt::print("{}", header());
    for (std::size_t s = 0; s < matrix.session_count(); ++s) {
        if (series.index_of(matrix.sessions()[s])) {
            fmt::print("{}", line_of(matrix, stock, s));
        }
    }
    return ExitCode::Done;
}

}  // namespace

void add_features(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<FeatureOptions>();
    auto* features = program.add_subcommand("features", "One stock's features as CSV");
    features->add_option("symbol", options->symbol, "Ticker: AAPL, BRK-B")->required();
    features->add_option("--on", options->on, "YYYY-MM-DD: that session only");
    features->add_flag("--csv", options->csv, "CSV, which is the only form there is");
    features->footer("Example:\n  turbomode features AAPL --on 2025-07-01 --csv");
    features->callback([&context, &command, options] {
        command = [&context, options] {
            return run(context, *options);
        };
    });
}

}  // namespace turbomode::app
