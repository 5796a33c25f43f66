// Eighteen standard indicators on ten years of 500 stocks: TA-Lib's C functions, and the features
// that hold the same information scale-free, from the same arrays, on one core, in the same run.
// Below them what the memory allows: reading five columns and writing one for each output.
//
// Built when TALIB_ROOT names a folder with TA-Lib's headers and a libta.a; see bench/README.md.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <ta_libc.h>
#include <vector>

#include <benchmark/benchmark.h>

#include "backend/features/random_panel.hpp"
#include "features/catalog.hpp"
#include "features/stock_inputs.hpp"
#include "features/trend/trend_kernels.hpp"
#include "features/volatility/volatility_kernels.hpp"

namespace features {
namespace {

constexpr std::size_t kStocks = 500;
constexpr std::size_t kSessions = 2520;

const std::vector<StockInputs>& stocks() {
    static const std::vector<StockInputs> kInputs = [] {
        const auto panel = random_panel({.stocks = kStocks, .sessions = kSessions});
        std::vector<StockInputs> inputs(kStocks);
        for (std::size_t stock = 0; stock < kStocks; ++stock) {
            inputs[stock].assign(panel.stocks[stock].series);
        }
        return inputs;
    }();
    return kInputs;
}

void set_rate(benchmark::State& state) {
    std::int64_t bars = 0;
    for (const auto& stock : stocks()) {
        bars += static_cast<std::int64_t>(stock.size());
    }
    state.counters["ns_per_bar"] = benchmark::Counter(
        static_cast<double>(bars) * 1e-9,
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

// Scratch for up to three outputs of one call.
using Columns = std::array<std::vector<double>, 3>;
using Prepared = std::array<std::vector<double>, 6>;

void run_talib(const StockInputs& in, Columns& out) {
    const int end = static_cast<int>(in.size()) - 1;
    int begin = 0;
    int count = 0;
    const double* const high = in.high.data();
    const double* const low = in.low.data();
    const double* const close = in.close.data();
    const double* const volume = in.volume.data();
    double* const a = out[0].data();
    double* const b = out[1].data();
    double* const c = out[2].data();
    TA_SMA(0, end, close, 20, &begin, &count, a);
    TA_EMA(0, end, close, 20, &begin, &count, a);
    TA_RSI(0, end, close, 14, &begin, &count, a);
    TA_ATR(0, end, high, low, close, 14, &begin, &count, a);
    TA_BBANDS(0, end, close, 20, 2.0, 2.0, TA_MAType_SMA, &begin, &count, a, b, c);
    TA_MACD(0, end, close, 12, 26, 9, &begin, &count, a, b, c);
    TA_ADX(0, end, high, low, close, 14, &begin, &count, a);
    TA_STOCH(
        0, end, high, low, close, 14, 1, TA_MAType_SMA, 3, TA_MAType_SMA, &begin, &count, a, b);
    TA_MFI(0, end, high, low, close, volume, 14, &begin, &count, a);
    TA_CCI(0, end, high, low, close, 20, &begin, &count, a);
    TA_OBV(0, end, close, volume, &begin, &count, a);
    TA_WILLR(0, end, high, low, close, 14, &begin, &count, a);
    TA_STDDEV(0, end, close, 20, 1.0, &begin, &count, a);
    TA_LINEARREG_SLOPE(0, end, close, 20, &begin, &count, a);
    TA_ULTOSC(0, end, high, low, close, 7, 14, 28, &begin, &count, a);
    TA_SAR(0, end, high, low, 0.02, 0.2, &begin, &count, a);
    TA_ROC(0, end, close, 10, &begin, &count, a);
    TA_AD(0, end, high, low, close, volume, &begin, &count, a);
    benchmark::DoNotOptimize(a);
    benchmark::ClobberMemory();
}

// In the order of the calls above; %K stands for WILLR too, which is %K - 100.
constexpr std::array<std::string_view, 21> kCounterparts{"distance_ema_20",
                                                         "rsi_14",
                                                         "atr_ratio_14",
                                                         "bollinger_width_20",
                                                         "bollinger_position_20",
                                                         "macd_12_26",
                                                         "macd_signal_12_26_9",
                                                         "macd_histogram_12_26_9",
                                                         "adx_14",
                                                         "stochastic_k_14",
                                                         "stochastic_d_14",
                                                         "money_flow_index_14",
                                                         "cci_20",
                                                         "obv_distance_mean_20",
                                                         "stochastic_k_14",
                                                         "volatility_20",
                                                         "slope_20",
                                                         "ultimate_oscillator_7_14_28",
                                                         "parabolic_distance",
                                                         "return_log_10",
                                                         "chaikin_money_flow_20"};

std::vector<const StockFeature*> counterparts() {
    std::vector<const StockFeature*> rows;
    for (const auto name : kCounterparts) {
        for (const auto& row : own_features()) {
            if (row.feature.name == name) {
                rows.push_back(&row);
            }
        }
    }
    CHECK(rows.size() == kCounterparts.size());
    return rows;
}

// What the kernels find ready in StockInputs: log closes, log returns, true ranges, movements,
// deviations.
void prepare(const StockInputs& in, Prepared& out) {
    auto& [logs, returns, ranges, up, down, deviations] = out;
    trend::directional_movement({in.high, in.low, in.close}, 14, up, down);
    volatility::deviation(in.close, 20, deviations);
    for (std::size_t t = 0; t < in.size(); ++t) {
        logs[t] = std::log(in.close[t]);
        const std::size_t before = t == 0 ? 0 : t - 1;
        returns[t] = logs[t] - logs[before];
        ranges[t] = std::max(in.high[t], in.close[before]) - std::min(in.low[t], in.close[before]);
    }
    benchmark::ClobberMemory();
}

void talib(benchmark::State& state) {
    TA_Initialize();
    Columns out;
    out.fill(std::vector<double>(kSessions));
    const auto& all = stocks();
    for (auto _ : state) {
        for (const auto& stock : all) {
            run_talib(stock, out);
        }
    }
    set_rate(state);
}

void ours(benchmark::State& state) {
    const auto rows = counterparts();
    std::vector<double> out(kSessions);
    Prepared shared;
    shared.fill(std::vector<double>(kSessions));
    const auto& all = stocks();
    for (auto _ : state) {
        for (const auto& stock : all) {
            const auto view = stock.from(0);
            const Output column = Output{out}.first(stock.size());
            prepare(stock, shared);
            trend::distance_from_mean(stock.close, 20, column);  // Its mean is not lent.
            for (const auto* row : rows) {
                row->kernel(view, column);
            }
            benchmark::ClobberMemory();
        }
    }
    set_rate(state);
}

void memory_limit(benchmark::State& state) {
    std::vector<double> out(kSessions);
    const auto& all = stocks();
    for (auto _ : state) {
        for (const auto& stock : all) {
            for (std::size_t output = 0; output <= kCounterparts.size(); ++output) {
                for (std::size_t t = 0; t < stock.size(); ++t) {
                    out[t] = stock.open[t] + stock.high[t] + stock.low[t] + stock.close[t] +
                             stock.volume[t];
                }
                benchmark::ClobberMemory();
            }
        }
    }
    set_rate(state);
}

BENCHMARK(talib)->Unit(benchmark::kMillisecond);
BENCHMARK(ours)->Unit(benchmark::kMillisecond);
BENCHMARK(memory_limit)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace features
