// build: bars in, feature matrix out. A pure function of the panel; the trainer, the scanner and
// the backtest all call it.
//
// Time: a value on a session depends on nothing later, so a panel cut off at any session gives
// bit-identical values up to it. Recursive indicators forget: the last 400 bars of a stock give the
// same values on the last session as its whole history, to 1e-6. All is worked out in double
// precision and kept in single; what is taken over the members is taken over what is kept, but for
// the index, which is chained from their returns in double precision.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "bars/panel.hpp"
#include "base/date.hpp"

namespace features {

// Values by feature, then stock, then session, so that a kernel writes one contiguous column. Every
// column starts on a cache line: sessions are padded to stride() values.
class Matrix {
public:
    using Memory = std::unique_ptr<float[], std::function<void(float*)>>;
    static constexpr std::size_t kAlignment = 64;  // Bytes.

    // All NaN.
    Matrix(std::size_t features, std::size_t stocks, std::vector<base::TradingDate> sessions);
    // Values undefined until every column has been written.
    static Matrix unfilled(std::size_t features,
                           std::size_t stocks,
                           std::vector<base::TradingDate> sessions);
    // Over memory that already holds the values, laid out as above.
    Matrix(Memory values,
           std::size_t features,
           std::size_t stocks,
           std::vector<base::TradingDate> sessions);

    std::size_t feature_count() const { return features_; }
    std::size_t stock_count() const { return stocks_; }
    std::size_t session_count() const { return sessions_.size(); }
    std::span<const base::TradingDate> sessions() const { return sessions_; }

    // One feature of one stock over all sessions. NaN: not enough history yet, or no bar that day.
    std::span<const float> column(std::size_t feature, std::size_t stock) const;
    std::span<float> column(std::size_t feature, std::size_t stock);
    float value(std::size_t feature, std::size_t stock, std::size_t session) const {
        return column(feature, stock)[session];
    }
    // True when every feature of that stock has a value on that session: a finite one. An infinity
    // is no value either: it would be the first of every ranking and the end of every sum.
    bool complete(std::size_t stock, std::size_t session) const;
    // The same for all sessions at once, 1 or 0 each: a walk along the columns, not across them.
    std::vector<std::uint8_t> complete_sessions(std::size_t stock) const;

    // Values from the start of one column to that of the next, of so many sessions.
    static constexpr std::size_t stride(std::size_t sessions) {
        constexpr std::size_t kValues = kAlignment / sizeof(float);
        return (sessions + kValues - 1) / kValues * kValues;
    }

private:
    std::size_t features_;
    std::size_t stocks_;
    std::vector<base::TradingDate> sessions_;
    Memory values_;
};

struct BuildOptions {
    // Keep only the last so many sessions of the panel in the result; 0 keeps all. The values are
    // the same either way.
    std::size_t last_sessions = 0;
    unsigned threads = 2;  // The result does not depend on it.
};

// Stocks in the order of the panel; features in the order of schema(). A stock's own features run
// over its own bars; on a session without a bar they are NaN. Cross-sectional and market features
// on a session are taken over that session's members that have a value; a non-member still gets its
// own values and its rank among them. Features of Scope::Market are the same for every stock of a
// session, whether it has a bar or not, and NaN when no member has a value.
// CHECKs that the panel has nothing later than `as_of`, a bar only on its sessions, and a
// membership flag for each of them.
Matrix build(const bars::Panel& panel, base::TradingDate as_of, const BuildOptions& options = {});

}  // namespace features
