#include "backend/turbomode/models/small_history.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "features/schema.hpp"

namespace turbomode::models {

namespace {

constexpr base::TradingDate kFirst{2020, 1, 2};
constexpr std::size_t kLivelyInputs = 16;
constexpr double kVolatility = 0.02;  // Of a session's log return.

void append_bar(bars::BarSeries& series, base::TradingDate date, double open, double close) {
    series.append(bars::Bar::from({.date = date,
                                   .open_usd = open,
                                   .high_usd = std::max(open, close) * 1.005,
                                   .low_usd = std::min(open, close) * 0.995,
                                   .close_usd = close,
                                   .volume_shares = 1e6})
                      .value());
}

bars::BarSeries walk(const WalkOptions& options,
                     const std::vector<base::TradingDate>& sessions,
                     Draws& draws) {
    bars::BarSeries series;
    double close = 100.0;
    for (const auto date : sessions) {
        if (draws.uniform() < options.split_share) {
            series.append(bars::Action{.ex_date = date, .dividend_usd = 0.1, .split_ratio = 4.0});
            close /= 4.0;
        }
        const double open = close * std::exp(0.3 * kVolatility * draws.normal());
        close = open * std::exp(options.drift + kVolatility * draws.normal());
        if (draws.uniform() >= options.missing_share) {
            append_bar(series, date, open, close);
        }
    }
    return series;
}

// A well mixed number of three (S. Vigna, splitmix64, 2015).
std::uint64_t mixed(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    std::uint64_t z = a * 0x9e3779b97f4a7c15U + b * 0xd1b54a32d192ed03U + c;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

}  // namespace

double Draws::normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

bars::Panel random_walks(const WalkOptions& options) {
    bars::Panel panel;
    panel.sessions = bars::sessions_between(
        kFirst, kFirst.plus_days(static_cast<int>(options.sessions) * 2 + 20));
    panel.sessions.resize(options.sessions, kFirst);
    const std::vector<std::string> sectors{"Energy", "Financials", "Health Care"};
    Draws draws(options.seed);
    for (std::size_t stock = 0; stock < options.stocks; ++stock) {
        panel.stocks.push_back({.ticker = base::Ticker::from(fmt::format("S{:03}", stock)).value(),
                                .sector = sectors[stock % sectors.size()],
                                .series = walk(options, panel.sessions, draws),
                                .member = std::vector<std::uint8_t>(options.sessions, 1)});
    }
    return panel;
}

features::Matrix matrix_of(const bars::Panel& panel, const InputValue& value) {
    const auto columns = input_columns().features;
    features::Matrix matrix(features::schema().size(), panel.stocks.size(), panel.sessions);
    for (std::size_t feature = 0; feature < features::schema().size(); ++feature) {
        for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
            std::ranges::fill(matrix.column(feature, stock), 0.0F);  // What is no input.
        }
    }
    for (std::size_t input = 0; input < columns.size(); ++input) {
        for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
            const auto column = matrix.column(columns[input], stock);
            for (std::size_t session = 0; session < column.size(); ++session) {
                column[session] = static_cast<float>(value(input, stock, session));
            }
        }
    }
    return matrix;
}

History history_of(const bars::Panel& panel, const InputValue& value, const ExitRule& rule) {
    return History{.sessions = panel.sessions,
                   .nights = Nights::of(panel, matrix_of(panel, value), 2),
                   .outcomes = Outcomes::of(panel, rule, 2),
                   .rule = rule};
}

InputValue noise(std::uint64_t seed) {
    const std::size_t last = input_columns().features.size() - 1;
    return [seed, last](std::size_t input, std::size_t stock, std::size_t session) {
        if (input >= kLivelyInputs && input != last) {
            return 0.0;
        }
        const std::uint64_t bits = mixed(seed + input, stock, session);
        return static_cast<double>(bits >> 11U) * 0x1p-53 - 0.5;
    };
}

InputValue slow_noise(std::uint64_t seed) {
    return [seed](std::size_t input, std::size_t stock, std::size_t session) {
        if (input >= kLivelyInputs) {
            return 0.02;
        }
        const auto unit = [&](std::uint64_t what) {
            return static_cast<double>(mixed(seed + what, input, stock) >> 11U) * 0x1p-53;
        };
        const double period = 150.0 + 100.0 * unit(1);
        return std::sin(2.0 * std::numbers::pi * (static_cast<double>(session) / period + unit(2)));
    };
}

}  // namespace turbomode::models
