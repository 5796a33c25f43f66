// Ten years of nights and what it takes to prove that nothing in them was changed (budget 2 s), to
// read the figures that they come to, and to resolve what a night finds ended (budget 200 ms).
//
//   ledger_bench [--nights=2520] [--database=FILE] [google-benchmark's flags]
//
// --database: the nights there are used, and made first if there are none; without it they are made
// anew and thrown away.
// The nights are made up: 500 stocks scored on both sides, 24 signals opened and closed, 120 held,
// and every prediction's outcome. Beside it the limit: BLAKE2b over all bytes of the database.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <span>
#include <string_view>
#include <unistd.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "turbomode/signals/outcomes.hpp"
#include "turbomode/signals/performance.hpp"
#include "turbomode/store/ledger.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode {
namespace {

constexpr std::size_t kStocks = 500;
constexpr std::size_t kOpened = 24;
constexpr std::size_t kHeldNights = 5;  // 120 signals.
constexpr base::TradingDate kFirst{2015, 1, 2};

base::Ticker ticker(std::size_t stock) {
    return base::Ticker::from(fmt::format("S{:03}", stock)).value();
}

// Numbers that have no short decimal and are the same in each run.
double number(std::size_t night, std::size_t item) {
    return 0.3 + 0.4 * static_cast<double>((night * 7'919 + item * 104'729) % 9'973) / 9'973.0;
}

// Signals of the night `n` and of those before it.
void open_and_close(std::size_t n,
                    base::TradingDate session,
                    store::Night& night,
                    std::vector<std::vector<signals::Signal>>& opened) {
    auto& tonight = opened.emplace_back();
    for (std::size_t i = 0; i < kOpened; ++i) {
        const auto& candidate = night.predictions[i * 2].candidate;
        tonight.push_back({.ticker = ticker(n % kHeldNights * kOpened + i),
                           .sector = candidate.sector,
                           .tier = candidate.tier,
                           .side = candidate.side,
                           .confidence = candidate.confidence,
                           .base_rate = candidate.base_rate,
                           .expected_return = candidate.expected_return,
                           .entry_date = session,
                           .entry_usd = candidate.close_usd});
        night.opened.push_back(
            {.signal = tonight.back(),
             .name = "Company",
             .reasons = {{"return_log_20", "has risen 8 % in twenty sessions", 0.031},
                         {"rsi_14", "its strength index stands at 31", 0.021},
                         {"gap_rate", "gaps are more frequent than usual", 0.011}}});
    }
    for (std::size_t back = 0; back < kHeldNights && back <= n; ++back) {
        for (const auto& signal : opened[n - back]) {
            night.active.push_back({.signal = signal,
                                    .age_days = static_cast<int>(back),
                                    .effective_confidence = signal.confidence,
                                    .trade = {.entry_usd = signal.entry_usd,
                                              .target_usd = signal.entry_usd * 1.1,
                                              .stop_usd = signal.entry_usd * 0.95,
                                              .close_usd = signal.entry_usd * 1.01}});
        }
    }
    if (n >= kHeldNights) {
        for (const auto& signal : opened[n - kHeldNights]) {
            night.closed.push_back({.signal = signal,
                                    .reason = signals::ListReason::Expired,
                                    .exit_date = session,
                                    .exit_usd = signal.entry_usd * 1.02,
                                    .net_return = 0.019,
                                    .hold_days = 7,
                                    .trade = night.active.front().trade});
        }
    }
}

store::Prediction prediction_of(std::size_t n, std::size_t item) {
    signals::Candidate candidate{.ticker = ticker(item / 2),
                                 .sector = "Information Technology",
                                 .tier = signals::kTiers[item % 3],
                                 .side = item % 2 == 0 ? models::Side::Buy : models::Side::Sell,
                                 .confidence = number(n, item),
                                 .base_rate = 0.4875,
                                 .expected_return = number(n, item) / 100.0,
                                 .close_usd = 100.0 + number(n, item)};
    const auto verdict = item < kOpened ? signals::Verdict::Opened : signals::Verdict::NoGain;
    return {.candidate = std::move(candidate),
            .name = fmt::format("Company number {}", item / 2),
            .verdict = verdict};
}

store::Night night_of(std::size_t n,
                      const std::vector<base::TradingDate>& sessions,
                      std::vector<std::vector<signals::Signal>>& opened) {
    const auto session = sessions[n];
    store::Night night{.run = {.session = session,
                               .state = store::RunState::Published,
                               .message = "made up",
                               .model_id = fmt::format("tm-{}", n / 63),
                               .published_at = session.text() + "T23:05:00Z"}};
    for (std::size_t i = 0; i < 2 * kStocks; ++i) {
        night.predictions.push_back(prediction_of(n, i));
        if (n >= 10) {
            night.outcomes.push_back({.session = sessions[n - 10],
                                      .ticker = ticker(i / 2),
                                      .side = night.predictions.back().candidate.side,
                                      .reason = models::ExitReason::Expired,
                                      .exit_date = session,
                                      .net_return = number(n, i) - 0.5});
        }
    }
    open_and_close(n, session, night, opened);
    return night;
}

class MadeUp {
public:
    // `kept`: see --database; empty: none.
    MadeUp(std::size_t nights, std::filesystem::path kept)
        : path_(kept.empty() ? folder_ / "turbomode.db" : std::move(kept)) {
        if (std::filesystem::exists(path_)) {
            return;
        }
        std::filesystem::create_directories(path_.parent_path());
        auto store = store::open_store(path(), {}).value();
        const auto sessions = bars::sessions_between(kFirst, bars::kCalendarLast);
        std::vector<std::vector<signals::Signal>> opened;
        for (std::size_t n = 0; n < nights; ++n) {
            const auto published = store->publish(night_of(n, sessions, opened));
            if (!published.ok()) {
                fmt::print(stderr, "ledger_bench: {}\n", published.error().message);
                std::exit(1);
            }
        }
    }
    MadeUp(const MadeUp&) = delete;
    MadeUp& operator=(const MadeUp&) = delete;
    ~MadeUp() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / fmt::format("ledger_bench_{}", ::getpid());
    std::filesystem::path path_;
};

// 500 stocks that go nowhere, 400 sessions, and ten nights of both sides that wait for their ends.
class Waiting {
public:
    Waiting() {
        const auto sessions = bars::sessions_between(kFirst, bars::kCalendarLast);
        as_of_ = sessions[399];
        for (std::size_t stock = 0; stock < kStocks; ++stock) {
            for (std::size_t n = 0; n < 400; ++n) {
                const double close = 100.0 + number(n, stock);
                series_[ticker(stock)].append(bars::Bar::from({.date = sessions[n],
                                                               .open_usd = close,
                                                               .high_usd = close + 1.0,
                                                               .low_usd = close - 1.0,
                                                               .close_usd = close,
                                                               .volume_shares = 1e6})
                                                  .value());
            }
            for (std::size_t night = 389; night < 399; ++night) {
                for (const auto side : {models::Side::Buy, models::Side::Sell}) {
                    trades_.push_back({.session = sessions[night],
                                       .ticker = ticker(stock),
                                       .side = side,
                                       .close_usd = 100.0});
                }
            }
        }
    }

    std::size_t resolve() const {
        const auto series_of = [&](const base::Ticker& ticker) {
            return &series_.at(ticker);
        };
        return signals::resolve(trades_, series_of, {}, as_of_).size();
    }

private:
    base::TradingDate as_of_ = kFirst;
    std::map<base::Ticker, bars::BarSeries> series_;
    std::vector<signals::PredictedTrade> trades_;
};

void run_all(const std::filesystem::path& path) {
    benchmark::RegisterBenchmark("verify",
                                 [path](benchmark::State& state) {
                                     for (auto unused : state) {
                                         const auto check = store::verify_ledger(path, "", 2);
                                         if (!check.ok() || !check.value().faults.empty()) {
                                             state.SkipWithError("the ledger is not sound");
                                             break;
                                         }
                                     }
                                 })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
    benchmark::RegisterBenchmark(
        "limit_blake2b_of_the_file",
        [path](benchmark::State& state) {
            for (auto unused : state) {
                benchmark::DoNotOptimize(base::blake2b_hex(base::read_file(path).value()));
            }
        })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
    benchmark::RegisterBenchmark(
        "performance_of_252_nights",
        [path](benchmark::State& state) {
            const auto views = store::open_views(path).value();
            const auto last = views->last_shown().value()->session;
            for (auto unused : state) {
                const auto judged = views->judged(252).value();
                benchmark::DoNotOptimize(signals::performance(judged, {}, last).outcomes);
            }
        })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
    benchmark::RegisterBenchmark(
        "unresolved_of_a_night",
        [path](benchmark::State& state) {
            const auto store = store::open_store(path, {}).value();
            const auto next = store->last_shown().value()->session.plus_days(1);
            for (auto unused : state) {
                benchmark::DoNotOptimize(store->unresolved_before(next, 44).value().size());
            }
        })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
    const Waiting waiting;
    benchmark::RegisterBenchmark("resolve_ten_waiting_nights",
                                 [&](benchmark::State& state) {
                                     for (auto unused : state) {
                                         benchmark::DoNotOptimize(waiting.resolve());
                                     }
                                 })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
    benchmark::RunSpecifiedBenchmarks();
}

}  // namespace
}  // namespace turbomode

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    std::size_t nights = 2'520;
    std::filesystem::path database;
    for (const std::string_view argument :
         std::span(argv, static_cast<std::size_t>(argc)).subspan(1)) {
        const auto value = argument.substr(std::min(argument.find('=') + 1, argument.size()));
        if (argument.starts_with("--nights=")) {
            nights = std::strtoul(value.data(), nullptr, 10);
        } else if (argument.starts_with("--database=")) {
            database = value;
        }
    }
    const turbomode::MadeUp made_up(nights, database);
    turbomode::run_all(made_up.path());
    return 0;
}
