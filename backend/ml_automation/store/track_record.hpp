// What came of the closed paper trades, and how sure that is.
#pragma once

namespace ml_automation::store {

// `promised`: the mean forecast of those that had one.
struct TrackRecord {
    int closed = 0;
    int won = 0;  // Net return above 0.
    double mean_return = 0.0;
    double mean_win = 0.0;
    double mean_loss = 0.0;
    int with_forecast = 0;
    int won_with_forecast = 0;
    double promised = 0.0;
};

struct Interval {
    double low;
    double high;
};

// The 95 % interval of a rate of which `won` in `count` were seen. REQUIRES: count > 0
//
// Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference
//         (1927).
Interval win_rate_interval(int won, int count);

}  // namespace ml_automation::store
