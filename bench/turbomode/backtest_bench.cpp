// A replay of ten years of 500 stocks from stored predictions (budget 1.5 s on one core), the
// account on top of it, and a hundred settings of both (budget 90 s on two cores, 1 GB).
//
//   backtest_bench [--sessions=2520] [--peer=bench/turbomode/backtest_peer.py]
//                  [google-benchmark's flags]
//
// Random walks without splits, and confidences that know nothing; about 6 of 500 stocks a night are
// publishable, or ten times as many. Beside it, in the same run and on one core: the same rules in
// numpy, as an expert would write them, whose trades must be ours; and the limit, copying the bytes
// of the bars and the scores once.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <span>
#include <string_view>
#include <sys/resource.h>
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
// After the last bar; see backtest_peer.py.
constexpr std::size_t kSessionsLater = 10;

struct Market {
    bars::Panel panel;
    std::vector<base::TradingDate> sessions_later;
    ScoredNights scored;
    std::size_t bar_count = 0;
};

class Maker {
public:
    // On each night a share of `publishable` of each side's stocks is above the threshold.
    Maker(std::size_t sessions, double publishable) : publishable_(publishable) {
        const auto all =
            bars::sessions_between(base::TradingDate{2015, 1, 2}, base::TradingDate{2029, 12, 31});
        CHECK(sessions + kSessionsLater <= all.size());
        const auto last = all.begin() + static_cast<std::ptrdiff_t>(sessions);
        market_.panel.sessions.assign(all.begin(), last);
        market_.sessions_later.assign(last, last + kSessionsLater);
        for (const auto session : market_.panel.sessions) {
            market_.scored.nights.push_back(
                {.session = session, .stocks = {}, .rival_scores = {}, .objection = {}});
            market_.scored.nights.back().stocks.reserve(kStocks);
        }
        for (std::uint32_t stock = 0; stock < kStocks; ++stock) {
            add(stock);
        }
    }
    Market market() && { return std::move(market_); }

private:
    double uniform() { return static_cast<double>(generator_() >> 11U) * 0x1p-53; }

    models::SidePrediction said() {
        const bool is_high = uniform() < publishable_;
        const double part = 0.2 * uniform();
        return {.confidence = is_high ? kThreshold + part : 0.3 + part,
                .base_rate = 0.5,
                .expected_return = 0.01};
    }

    void add(std::uint32_t stock) {
        const auto ticker = base::Ticker::from(fmt::format("S{:03}", stock)).value();
        bars::BarSeries series;
        double close = 20.0 + 100.0 * uniform();
        for (std::size_t s = 0; s < market_.panel.sessions.size(); ++s) {
            const double open = close * std::exp(0.01 * (uniform() - 0.5));
            close = open * std::exp(0.06 * (uniform() - 0.5));
            series.append(bars::Bar::from({.date = market_.panel.sessions[s],
                                           .open_usd = open,
                                           .high_usd = std::max(open, close) * 1.004,
                                           .low_usd = std::min(open, close) * 0.996,
                                           .close_usd = close,
                                           .volume_shares = 1e6})
                              .value());
            const auto buy = said();
            const auto sell = said();
            market_.scored.nights[s].stocks.push_back(
                {.stock = stock,
                 .tier = signals::kTiers[stock % signals::kTiers.size()],
                 .is_familiar = true,
                 .close_usd = close,
                 .sides = {buy, sell}});
        }
        market_.bar_count += series.size();
        market_.scored.stocks.push_back({.ticker = ticker, .sector = "Energy"});
        market_.panel.stocks.push_back(
            {.ticker = ticker,
             .sector = "Energy",
             .series = std::move(series),
             .member = std::vector<std::uint8_t>(market_.panel.sessions.size(), 1)});
    }

    double publishable_;
    std::mt19937_64 generator_{17};
    Market market_;
};

signals::PublishingRules rules() {
    return {.min_confidence = {.buy = kThreshold, .sell = kThreshold}, .capacity = 20};
}

std::array<std::span<const double>, 5> columns_of(const bars::BarSeries& series) {
    return {series.open_usd(),
            series.high_usd(),
            series.low_usd(),
            series.close_usd(),
            series.volume_shares()};
}

// The most that this process has held so far.
double peak_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

// Each trade in the peer's words: ticker, day of the signal, of the fill and of the exit, reason,
// net return.
std::string trades_text(const Replay& replay) {
    std::string text;
    for (const auto& closed : replay.closed()) {
        const auto& fill = closed.trade.fill;
        text += fmt::format("{},{},{},{},{},{}\n",
                            closed.signal.ticker.text(),
                            closed.signal.entry_date.days_since_1970(),
                            fill ? fmt::format("{}", fill->date.days_since_1970()) : "",
                            closed.exit_date.days_since_1970(),
                            signals::name_of(closed.reason),
                            closed.net_return ? fmt::format("{:.9f}", *closed.net_return) : "");
    }
    return text;
}

// What the peer reads: numbers as they lie in memory, a stock a row.
void write_inputs(const Market& market, const std::filesystem::path& folder) {
    const auto add_to = [&](const char* name, std::span<const double> values) {
        std::ofstream file(folder / name, std::ios::binary | std::ios::app);
        file.write(reinterpret_cast<const char*>(values.data()),
                   static_cast<std::streamsize>(values.size_bytes()));
    };
    std::vector<double> days;
    for (const auto& sessions : {market.panel.sessions, market.sessions_later}) {
        for (const auto session : sessions) {
            days.push_back(session.days_since_1970());
        }
    }
    add_to("days", days);
    for (std::size_t stock = 0; stock < kStocks; ++stock) {
        std::array<std::vector<double>, 2> said;
        for (const auto& night : market.scored.nights) {
            for (std::size_t side = 0; side < said.size(); ++side) {
                said[side].push_back(night.stocks[stock].sides[side].confidence);
            }
        }
        add_to("buy", said[0]);
        add_to("sell", said[1]);
        const auto columns = columns_of(market.panel.stocks[stock].series);
        constexpr std::array kNames{"open", "high", "low", "close"};
        for (std::size_t i = 0; i < kNames.size(); ++i) {
            add_to(kNames[i], columns[i]);
        }
    }
}

enum class PeerSays { Nothing, OurTrades, OtherTrades };

// Runs the peer on one core; its own time is put into `seconds`.
PeerSays ask_peer(const Market& market, const std::string& peer, double& seconds) {
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("backtest_bench_{}", ::getpid());
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    write_inputs(market, folder);
    const auto command = fmt::format("taskset -c 0 /usr/bin/python3 -B '{}' '{}' > '{}'",
                                     peer,
                                     folder.string(),
                                     (folder / "said").string());
    auto says = PeerSays::Nothing;
    if (std::system(command.c_str()) == 0) {
        std::ifstream(folder / "said") >> seconds;
        std::ifstream file(folder / "trades");
        const std::string theirs{std::istreambuf_iterator<char>{file}, {}};
        const auto ours = trades_text(replay(market.scored, market.panel, rules()));
        says = theirs == ours ? PeerSays::OurTrades : PeerSays::OtherTrades;
        std::ofstream{folder / "ours"} << ours;
    }
    if (says == PeerSays::OtherTrades) {
        fmt::print(stderr, "{}: compare ours with trades\n", folder.string());
    } else {
        std::filesystem::remove_all(folder);
    }
    return says;
}

// The median of three.
double seconds_of_replay(const Market& market) {
    std::array<double, 3> seconds{};
    for (auto& value : seconds) {
        const auto start = std::chrono::steady_clock::now();
        benchmark::DoNotOptimize(replay(market.scored, market.panel, rules()).signals.size());
        value = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    std::ranges::sort(seconds);
    return seconds[1];
}

// Made when it is first asked for: what is not measured takes no memory.
struct Made {
    std::size_t sessions;
    double publishable;
    std::optional<Market> made = std::nullopt;

    const Market& market() {
        if (!made) {
            made = Maker(sessions, publishable).market();
        }
        return *made;
    }
};

void run_replay(benchmark::State& state, Made& made) {
    const auto& market = made.market();
    std::size_t trades = 0;
    for (auto unused : state) {
        trades = replay(market.scored, market.panel, rules()).signals.size();
    }
    state.counters["trades"] = static_cast<double>(trades);
    state.counters["bars/s"] = benchmark::Counter(static_cast<double>(market.bar_count),
                                                  benchmark::Counter::kIsIterationInvariantRate);
    state.counters["peak_MB"] = peak_mb();
}

void run_account(benchmark::State& state, Made& made) {
    const auto& market = made.market();
    const auto replayed = replay(market.scored, market.panel, rules());
    const SessionBars sessions(market.panel, market.panel.sessions);
    std::size_t taken = 0;
    for (auto unused : state) {
        taken = simulate(replayed, market.panel, sessions, {}).taken;
    }
    state.counters["positions"] = static_cast<double>(taken);
}

void run_peer(benchmark::State& state, Made& made, const std::string& peer, bool& differs) {
    const auto& market = made.market();
    for (auto unused : state) {
        double seconds = 0.0;
        switch (ask_peer(market, peer, seconds)) {
            case PeerSays::Nothing:
                state.SkipWithError("no peer: it needs python3-numpy (Debian) and --peer");
                return;
            case PeerSays::OtherTrades:
                differs = true;
                state.SkipWithError("the peer has other trades");
                return;
            case PeerSays::OurTrades:
                break;
        }
        state.SetIterationTime(seconds);
        state.counters["times_ours"] = seconds / seconds_of_replay(market);
    }
}

void run_limit(benchmark::State& state, Made& made) {
    const auto& market = made.market();
    const std::size_t rows = kStocks * sizeof(ScoredStock);
    std::vector<char> copy(std::max(rows, market.panel.sessions.size() * sizeof(double)));
    for (auto unused : state) {
        for (const auto& stock : market.panel.stocks) {
            for (const auto column : columns_of(stock.series)) {
                std::memcpy(copy.data(), column.data(), column.size_bytes());
                benchmark::ClobberMemory();
            }
        }
        for (const auto& night : market.scored.nights) {
            std::memcpy(copy.data(), night.stocks.data(), rows);
            benchmark::ClobberMemory();
        }
    }
    const auto bytes = market.bar_count * 5 * sizeof(double) + market.scored.nights.size() * rows;
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
    state.counters["bars/s"] = benchmark::Counter(static_cast<double>(market.bar_count),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}

void run_grid(benchmark::State& state, Made& made) {
    const auto& market = made.market();
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
                                            .on_cell = [] {
                                            }});
        CHECK(grid.ok() && grid.value()["cells"].size() == 100);
    }
    state.counters["peak_MB"] = peak_mb();
}

// Whether the peer, where there is one, has the same trades.
bool run_all(std::size_t sessions, const std::string& peer) {
    Made few{.sessions = sessions, .publishable = 0.006};
    Made many{.sessions = sessions, .publishable = 0.06};
    bool differs = false;
    const auto add = [](const std::string& name, auto work) {
        return benchmark::RegisterBenchmark(name.c_str(), work)->Unit(benchmark::kMillisecond);
    };
    const auto add_all = [&](const std::string& name, Made& made) {
        add("replay/" + name, [&](auto& state) { run_replay(state, made); });
        add("account/" + name, [&](auto& state) { run_account(state, made); });
        add("peer_numpy/" + name, [&](auto& state) { run_peer(state, made, peer, differs); })
            ->UseManualTime()
            ->Iterations(1);
    };
    add_all("6_a_night", few);
    add("limit/copy_bars_and_scores", [&](auto& state) { run_limit(state, few); });
    add("grid_of_100/two_threads", [&](auto& state) { run_grid(state, few); })
        ->UseRealTime()
        ->Iterations(1);
    add_all("60_a_night", many);
    benchmark::RunSpecifiedBenchmarks();
    return !differs;
}

}  // namespace
}  // namespace turbomode::backtest

int main(int argc, char** argv) {
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
    return turbomode::backtest::run_all(sessions, peer) ? 0 : 1;
}
