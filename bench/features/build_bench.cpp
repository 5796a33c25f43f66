// features::build against its budgets, on two cores: ten years of 500 stocks at 80 million
// values a second, a night's scan (400 bars, the last session) in 60 ms.
#include <cstdint>

#include <benchmark/benchmark.h>

#include "backend/features/random_panel.hpp"
#include "features/build.hpp"
#include "features/schema.hpp"

namespace features {
namespace {

void measure(benchmark::State& state, std::size_t sessions, std::size_t kept) {
    const auto panel = random_panel({.stocks = 500, .sessions = sessions, .sectors = 11});
    const auto threads = static_cast<unsigned>(state.range(0));
    for (auto _ : state) {
        const auto matrix =
            build(panel, panel.sessions.back(), {.last_sessions = kept, .threads = threads});
        benchmark::DoNotOptimize(matrix.value(0, 0, 0));
    }
    const auto cells = 500 * sessions * schema().size();
    state.SetItemsProcessed(static_cast<std::int64_t>(cells) * state.iterations());
}

void ten_years(benchmark::State& state) {
    measure(state, 2520, 0);
}
void one_night(benchmark::State& state) {
    measure(state, 400, 1);
}

BENCHMARK(ten_years)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(one_night)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace features
