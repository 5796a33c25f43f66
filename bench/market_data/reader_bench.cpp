// Reading prices: the panel of a scan (500 stocks, 400 sessions) out of ten years, budget 50 ms,
// and of a training (all of it, 1.26 million bars), budget 400 ms; from the snapshot, and from the
// rows as without one. Beside them the limits: copying as many bytes as all bars have, and SQLite
// stepping over the same rows with nothing made of them. Last, making the snapshot anew.
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdint>

#include <benchmark/benchmark.h>

#include "backend/features/random_panel.hpp"
#include "backend/market_data/store_rows.hpp"
#include "backend/market_data/temporary_folder.hpp"
#include "market_data/reader/reader.hpp"

namespace market_data {
namespace {

constexpr std::size_t kScanSessions = 400;

// Ten years of 500 index members, written once.
class Market {
public:
    Market() {
        const auto panel = features::random_panel({.stocks = 500, .sessions = 2520, .sectors = 11});
        last_ = panel.sessions.back();
        scan_first_ = panel.sessions[panel.sessions.size() - kScanSessions];
        std::vector<store::StockUpdate> stocks;
        std::vector<store::Spell> spells;
        for (const auto& stock : panel.stocks) {
            stocks.push_back(
                {.ticker = stock.ticker,
                 .bars = {},
                 .actions = {stock.series.actions().begin(), stock.series.actions().end()},
                 .quarantined = {}});
            for (std::size_t i = 0; i < stock.series.size(); ++i) {
                stocks.back().bars.push_back(bars::Bar::from(stock.series.fields(i)).value());
            }
            spells.push_back({.ticker = stock.ticker, .first = {2000, 1, 3}, .end = {}});
        }
        auto prices = store::Store::open(path()).value();
        CHECK(prices.write_prices(stocks, "bench", from_file("bench"), ignore_progress).ok());
        CHECK(prices.write_spells(spells, from_file("bench")).ok());
        CHECK(prices.refresh_snapshot().ok());
    }

    std::filesystem::path path() const { return folder_ / "market_data.db"; }
    base::TradingDate last() const { return last_; }
    base::TradingDate scan_first() const { return scan_first_; }

private:
    TemporaryFolder folder_;
    base::TradingDate last_{2000, 1, 3};
    base::TradingDate scan_first_{2000, 1, 3};
};

const Market& market() {
    static const Market value;
    return value;
}

void read_panel(benchmark::State& state, std::size_t sessions_max, bool from_rows) {
    market();  // Written before the clock runs.
    std::int64_t bars = 0;
    for (auto _ : state) {
        const auto panel = Reader::open(market().path())
                               .value()
                               .panel({.as_of = market().last(),
                                       .sessions_max = sessions_max,
                                       .also = {},
                                       .from_rows = from_rows})
                               .value();
        bars = 0;
        for (const auto& stock : panel.stocks) {
            bars += static_cast<std::int64_t>(stock.series.size());
        }
    }
    state.SetItemsProcessed(bars * state.iterations());
}

void step_over(benchmark::State& state, base::TradingDate first) {
    const SQLite::Database database(market().path().string(), SQLite::OPEN_READONLY);
    SQLite::Statement rows(database,
                           "SELECT date, open, high, low, close, volume FROM bar "
                           "WHERE symbol_id = ? AND date >= ? ORDER BY date");
    std::int64_t bars = 0;
    for (auto _ : state) {
        bars = 0;
        for (int symbol = 1; symbol <= 500; ++symbol) {
            rows.reset();
            rows.bind(1, symbol);
            rows.bind(2, first.days_since_1970());
            while (rows.executeStep()) {
                benchmark::DoNotOptimize(rows.getColumn(5).getDouble());
                ++bars;
            }
        }
    }
    state.SetItemsProcessed(bars * state.iterations());
}

void scan_panel(benchmark::State& state) {
    read_panel(state, kScanSessions, false);
}
void scan_panel_rows(benchmark::State& state) {
    read_panel(state, kScanSessions, true);
}
void scan_panel_rows_limit(benchmark::State& state) {
    step_over(state, market().scan_first());
}
void whole_panel(benchmark::State& state) {
    read_panel(state, 0, false);
}
void whole_panel_limit(benchmark::State& state) {
    constexpr std::size_t kBars = std::size_t{500} * 2520;
    const std::vector<double> bars(kBars * 6, 1.0);  // A date and five numbers each.
    for (auto _ : state) {
        auto copy = bars;
        benchmark::DoNotOptimize(copy.data());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(kBars) * state.iterations());
}
void whole_panel_rows(benchmark::State& state) {
    read_panel(state, 0, true);
}
void whole_panel_rows_limit(benchmark::State& state) {
    step_over(state, base::TradingDate{1990, 1, 2});
}
void refresh_snapshot(benchmark::State& state) {
    auto prices = store::Store::open(market().path()).value();
    for (auto _ : state) {
        std::filesystem::remove(market().path().string() + ".snapshot");
        CHECK(prices.refresh_snapshot().ok());
    }
}

BENCHMARK(scan_panel)->Unit(benchmark::kMillisecond);
BENCHMARK(scan_panel_rows)->Unit(benchmark::kMillisecond);
BENCHMARK(scan_panel_rows_limit)->Unit(benchmark::kMillisecond);
BENCHMARK(whole_panel)->Unit(benchmark::kMillisecond);
BENCHMARK(whole_panel_limit)->Unit(benchmark::kMillisecond);
BENCHMARK(whole_panel_rows)->Unit(benchmark::kMillisecond);
BENCHMARK(whole_panel_rows_limit)->Unit(benchmark::kMillisecond);
BENCHMARK(refresh_snapshot)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace market_data
