#include "features/trend/trend_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "features/kernel/extremes.hpp"
#include "features/kernel/moments.hpp"
#include "features/kernel/smoothing.hpp"

namespace features::trend {

namespace {

// Smoothed movement below this share of the price is the echo of long-gone bars.
constexpr double kStandstill = 1e-8;

// A line through equally spaced points, combined piece by piece. Positions count from the first
// point of the piece, so numbers stay small however long the series.
struct Line {
    Moments y;
    double position_y = 0.0;  // Sum of (position - mean position) x (y - mean y).

    static Line of(double y) { return {Moments::of(y), 0.0}; }
    double positions_squared() const { return y.count * (y.count * y.count - 1.0) / 12.0; }
};

Line operator+(const Line& a, const Line& b) {
    const double gap = (a.y.count + b.y.count) / 2.0;  // Between the mean positions.
    const double weight = a.y.count * b.y.count / (a.y.count + b.y.count);
    return {a.y + b.y, a.position_y + b.position_y + gap * (b.y.mean - a.y.mean) * weight};
}

// The part that both directional features share: one step of Wilder's system a bar.
class DirectionalMovement {
public:
    explicit DirectionalMovement(int period)
        : up_(Smoothing::wilder(period)), down_(Smoothing::wilder(period)) {}

    // The balance of +DI and -DI; the smoothed true range under both cancels. REQUIRES: t >= 1
    double next(const momentum::Ranges& bars, std::size_t t) {
        const double rise = bars.high[t] - bars.high[t - 1];
        const double fall = bars.low[t - 1] - bars.low[t];
        const double tie = kRounding * bars.close[t];  // Equal movements cancel, says Wilder.
        const double up = up_.next(rise > fall + tie ? std::max(rise, 0.0) : 0.0);
        const double down = down_.next(fall > rise + tie ? std::max(fall, 0.0) : 0.0);
        const bool stands = up + down <= kStandstill * bars.close[t];
        return stands ? 0.0 : (up - down) / (up + down);
    }

private:
    Smoothing up_, down_;
};

template <typename Sink>
void rolling_line(Input log_closes, std::size_t window, Sink sink) {
    rolling(
        log_closes.size(),
        window,
        [&](std::size_t t) { return Line::of(log_closes[t]); },
        Add{},
        sink);
}

}  // namespace

void distance_from_mean(Input closes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const auto size = static_cast<double>(window);
    rolling_sum(
        closes.size(),
        window,
        [&](std::size_t t) { return closes[t]; },
        [&](std::size_t t, double sum) { out[t] = std::log(closes[t] * size / sum); });
}

void distance_from_ema(Input closes, int span, Output out) {
    auto average = Smoothing::exponential(span);
    for (std::size_t t = 0; t < closes.size(); ++t) {
        out[t] = std::log(closes[t] / average.next(closes[t]));
    }
}

void directional_balance(const momentum::Ranges& bars, int period, Output out) {
    DirectionalMovement movement{period};
    fill_warm_up(out, 1);
    for (std::size_t t = 1; t < bars.close.size(); ++t) {
        out[t] = movement.next(bars, t);
    }
}

void adx(const momentum::Ranges& bars, int period, Output out) {
    DirectionalMovement movement{period};
    auto average = Smoothing::wilder(period);
    const auto begin = static_cast<std::size_t>(period);
    fill_warm_up(out, 1);
    for (std::size_t t = 1; t < bars.close.size(); ++t) {
        const double balance = movement.next(bars, t);
        out[t] = t < begin ? kMissing : average.next(100.0 * std::abs(balance));
    }
}

void aroon_oscillator(Input highs, Input lows, std::size_t window, Output out) {
    fill_warm_up(out, window);
    rolling(
        lows.size(),
        window + 1,
        [&](std::size_t t) {
            return Placed{lows[t], t};
        },
        LatestLow{},
        [&](std::size_t t, const Placed& low) { out[t] = static_cast<double>(low.at); });
    const double scale = 100.0 / static_cast<double>(window);
    rolling(
        highs.size(),
        window + 1,
        [&](std::size_t t) {
            return Placed{highs[t], t};
        },
        LatestHigh{},
        [&](std::size_t t, const Placed& high) {
            out[t] = scale * (static_cast<double>(high.at) - out[t]);
        });
}

void slope(Input log_closes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    rolling_line(log_closes, window, [&](std::size_t t, const Line& line) {
        out[t] = line.position_y / line.positions_squared();
    });
}

void slope_fit(Input log_closes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const double flat = kFlatDeviation * kFlatDeviation * static_cast<double>(window);
    rolling_line(log_closes, window, [&](std::size_t t, const Line& line) {
        out[t] = ratio_or(line.position_y * line.position_y / line.positions_squared(),
                          line.y.squares,
                          0.0,
                          flat);
    });
}

}  // namespace features::trend
