// A replay of ten years of 500 stocks from stored predictions (budget 1.5 s on one core), the
// account on top of it, and a hundred settings of it (budget 90 s on two cores).
//
//   backtest_bench [--sessions=2520] [--peer=bench/turbomode/backtest_peer.py]
//                  [google-benchmark's flags]
//
// Random walks and confidences that know nothing; about 6 of 500 stocks a night are publishable, or
// ten times as many. Beside it, in the same run: the same rules in numpy, as an expert would write
// them, whose trades must be ours; and the limit: adding up the same bars once.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <random>
#include <span>
#include <string_view>
#include <unistd.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "turbomode/backtest/grid.hpp"
#include "turbomode/backtest/replay.hpp"
#include "turbomode/backtest/session_bars.hpp"

namespace turbomode::backtest {
namespace {

constexpr std::size_t kStocks = 500;
constexpr double kThreshold = 0.55;
constexpr double kBytesABar = 5.0 * sizeof(double);

std::string ticker_text(std::size_t stock) {
    return fmt::format("S{:03}", stock);
}

struct Market {
    bars::Panel panel;
    ScoredNights scored;
    std::size_t bar_count = 0;
};

// Stock by stock; on each night a share of `publishable` is above the threshold.
Market make_market(std::size_t sessions, double publishable) {
    const auto all =
        bars::sessions_between(base::TradingDate{2015, 1, 2}, base::TradingDate{2029, 12, 31});
    std::mt19937_64 generator(17);
    const auto uniform = [&] {
        return static_cast<double>(generator() >> 11U) * 0x1p-53;
    };
    Market market;
    market.panel.sessions.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(sessions));
    for (const auto session : market.panel.sessions) {
        market.scored.nights.push_back(
            {.session = session, .stocks = {}, .rival_scores = {}, .objection = {}});
    }
    for (std::size_t stock = 0; stock < kStocks; ++stock) {
        const auto ticker = base::Ticker::from(ticker_text(stock)).value();
        bars::BarSeries series;
        series.reserve(sessions);
        double close = 20.0 + 100.0 * uniform();
        for (std::size_t s = 0; s < sessions; ++s) {
            const double open = close * std::exp(0.01 * (uniform() - 0.5));
            close = open * std::exp(0.06 * (uniform() - 0.5));
            series.append(bars::Bar::from({.date = market.panel.sessions[s],
                                           .open_usd = open,
                                           .high_usd = std::max(open, close) * 1.004,
                                           .low_usd = std::min(open, close) * 0.996,
                                           .close_usd = close,
                                           .volume_shares = 1e6})
                              .value());
            const bool is_high = uniform() < publishable;
            const double said = is_high ? kThreshold + 0.2 * uniform() : 0.3 + 0.2 * uniform();
            const std::array sides{
                models::SidePrediction{
                    .confidence = said, .base_rate = 0.5, .expected_return = 0.01},
                models::SidePrediction{
                    .confidence = 0.2, .base_rate = 0.5, .expected_return = -0.01}};
            market.scored.nights[s].stocks.push_back(
                {.stock = static_cast<std::uint32_t>(stock),
                 .tier = signals::kTiers[stock % signals::kTiers.size()],
                 .is_familiar = true,
                 .close_usd = close,
                 .sides = sides});
        }
        market.bar_count += series.size();
        market.scored.stocks.push_back({.ticker = ticker, .sector = "Energy"});
        market.panel.stocks.push_back({.ticker = ticker,
                                       .sector = "Energy",
                                       .series = std::move(series),
                                       .member = std::vector<std::uint8_t>(sessions, 1)});
    }
    return market;
}

signals::PublishingRules rules() {
    return {.min_confidence = {.buy = kThreshold, .sell = 0.9}, .capacity = 20};
}

// The trades in the peer's words: ticker, day of the signal, day of the exit, reason, net return.
std::string trades_text(const Replay& replay) {
    std::string text;
    for (const auto& closed : replay.closed()) {
        text += fmt::format("{},{},{},{},{}\n",
                            closed.signal.ticker.text(),
                            closed.signal.entry_date.days_since_1970(),
                            closed.exit_date.days_since_1970(),
                            signals::name_of(closed.reason),
                            closed.net_return ? fmt::format("{:.9f}", *closed.net_return) : "");
    }
    return text;
}

// What the peer reads: numbers as they lie in memory, a stock a row.
void write_inputs(const Market& market, const std::filesystem::path& folder) {
    const auto write = [&](const char* name, std::span<const double> values, bool is_new) {
        std::ofstream file(folder / name,
                           is_new ? std::ios::binary : std::ios::binary | std::ios::app);
        file.write(reinterpret_cast<const char*>(values.data()),
                   static_cast<std::streamsize>(values.size_bytes()));
    };
    std::vector<double> days;
    for (const auto session : market.panel.sessions) {
        days.push_back(session.days_since_1970());
    }
    write("days", days, true);
    for (std::size_t stock = 0; stock < kStocks; ++stock) {
        const auto& series = market.panel.stocks[stock].series;
        std::vector<double> said;
        for (const auto& night : market.scored.nights) {
            said.push_back(night.stocks[stock].sides[0].confidence);
        }
        write("confidence", said, stock == 0);
        write("open", series.open_usd(), stock == 0);
        write("high", series.high_usd(), stock == 0);
        write("low", series.low_usd(), stock == 0);
        write("close", series.close_usd(), stock == 0);
    }
}

// Runs the peer on one core; whether its trades are ours. Its own time stands in `seconds`.
bool peer_agrees(const Market& market, const std::filesystem::path& peer, double& seconds) {
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("backtest_bench_{}", ::getpid());
    std::filesystem::create_directories(folder);
    write_inputs(market, folder);
    const auto command = fmt::format("taskset -c 0 /usr/bin/python3 -B '{}' '{}' > '{}'",
                                     peer.string(),
                                     folder.string(),
                                     (folder / "said").string());
    const bool is_done = std::system(command.c_str()) == 0;
    std::ifstream said(folder / "said");
    said >> seconds;
    std::ifstream file(folder / "trades");
    const std::string theirs{std::istreambuf_iterator<char>{file}, {}};
    const auto ours = trades_text(replay(market.scored, market.panel, rules()));
    if (!is_done || theirs != ours) {
        std::ofstream{folder / "ours"} << ours;
        fmt::print(stderr, "{}: compare ours with trades\n", folder.string());
        return false;
    }
    std::filesystem::remove_all(folder);
    return true;
}

void register_all(const Market& market, const std::string& name, const std::string& peer) {
    const auto bars = static_cast<double>(market.bar_count);
    benchmark::RegisterBenchmark(("replay/" + name).c_str(), [&market, bars](auto& state) {
        std::size_t trades = 0;
        for (auto unused : state) {
            trades = replay(market.scored, market.panel, rules()).signals.size();
        }
        state.counters["trades"] = static_cast<double>(trades);
        state.counters["bars/s"] =
            benchmark::Counter(bars, benchmark::Counter::kIsIterationInvariantRate);
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(("replay_and_account/" + name).c_str(), [&market](auto& state) {
        const SessionBars sessions(market.panel, market.panel.sessions);
        for (auto unused : state) {
            const auto result = replay(market.scored, market.panel, rules());
            benchmark::DoNotOptimize(simulate(result, market.panel, sessions, {}).taken);
        }
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(
        ("peer_numpy/" + name).c_str(),
        [&market, peer](auto& state) {
            for (auto unused : state) {
                double seconds = 0.0;
                if (!peer_agrees(market, peer, seconds)) {
                    state.SkipWithError(
                        "no numpy (apt-get install python3-numpy), no peer, or other "
                        "trades than ours");
                }
                state.SetIterationTime(seconds);
            }
        })
        ->Unit(benchmark::kMillisecond)
        ->UseManualTime()
        ->Iterations(1);
}

void register_limits(const Market& market) {
    benchmark::RegisterBenchmark("limit/every_bar_added_up", [&market](auto& state) {
        for (auto unused : state) {
            double sum = 0.0;
            for (const auto& stock : market.panel.stocks) {
                const auto& series = stock.series;
                for (const auto column : {series.open_usd(),
                                          series.high_usd(),
                                          series.low_usd(),
                                          series.close_usd(),
                                          series.volume_shares()}) {
                    sum = std::accumulate(column.begin(), column.end(), sum);
                }
            }
            benchmark::DoNotOptimize(sum);
        }
        state.counters["bytes/s"] =
            benchmark::Counter(kBytesABar * static_cast<double>(market.bar_count),
                               benchmark::Counter::kIsIterationInvariantRate);
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(
        "grid_of_100/two_threads",
        [&market](auto& state) {
            const std::vector<GridAxis> axes{parse_axis("target=0.05,0.08,0.10,0.12,0.15").value(),
                                             parse_axis("stop=0.03,0.05,0.07,0.10").value(),
                                             parse_axis("capacity=5,10,15,20,30").value()};
            for (auto unused : state) {
                const auto grid = sensitivity_json(axes,
                                                   {.scored = market.scored,
                                                    .panel = market.panel,
                                                    .rules = rules(),
                                                    .portfolio = {},
                                                    .threads = 2,
                                                    .on_cell = {}});
                benchmark::DoNotOptimize(grid.value()["cells"].size());
            }
        })
        ->Unit(benchmark::kSecond)
        ->UseRealTime()
        ->Iterations(1);
}

}  // namespace
}  // namespace turbomode::backtest

int main(int argc, char** argv) {
    using turbomode::backtest::make_market;
    benchmark::Initialize(&argc, argv);
    std::size_t sessions = 2'520;
    std::string peer = "bench/turbomode/backtest_peer.py";
    for (const std::string_view argument :
         std::span(argv, static_cast<std::size_t>(argc)).subspan(1)) {
        const auto value = argument.substr(std::min(argument.find('=') + 1, argument.size()));
        if (argument.starts_with("--sessions=")) {
            sessions = std::strtoul(value.data(), nullptr, 10);
        } else if (argument.starts_with("--peer=")) {
            peer = value;
        }
    }
    const auto usual = make_market(sessions, 0.012);
    const auto many = make_market(sessions, 0.12);
    turbomode::backtest::register_all(usual, "6_a_night", peer);
    turbomode::backtest::register_all(many, "60_a_night", peer);
    turbomode::backtest::register_limits(usual);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
