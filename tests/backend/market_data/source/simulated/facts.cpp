#include "backend/market_data/source/simulated/facts.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <span>
#include <string>

#include "backend/market_data/source/simulated/statistics.hpp"
#include "bars/adjustment.hpp"
#include "bars/calendar.hpp"
#include "base/check.hpp"

namespace market_data::source::simulated {

namespace {

using Column = std::vector<double>;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kVolumeBaseSessions = 63;
constexpr std::size_t kHoldingSessions = 10;

// One stock on the sessions of the panel; kMissing where it has no bar.
struct Stock {
    std::string sector;
    Column close_usd, high_usd, low_usd, open_usd;  // Adjusted to total return.
    Column return_log, overnight_log, intraday_log;
    Column volume_log;  // Above its mean over the 63 sessions before.
};

double median_of(Column values) {
    CHECK(!values.empty());
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

double quantile_of(Column values, double share) {
    const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return values[static_cast<std::size_t>(rank)];
}

Column sizes_of(const Column& values) {
    Column sizes = values;
    std::ranges::transform(sizes, sizes.begin(), [](double x) { return std::abs(x); });
    return sizes;
}

Column known(const Column& values) {
    Column result;
    std::ranges::copy_if(
        values, std::back_inserter(result), [](double x) { return std::isfinite(x); });
    return result;
}

// Of x[t] with y[t + lag], over the t where both are known.
double correlation_at(const Column& x, const Column& y, std::size_t lag) {
    Column a;
    Column b;
    for (std::size_t t = 0; t + lag < y.size(); ++t) {
        if (std::isfinite(x[t]) && std::isfinite(y[t + lag])) {
            a.push_back(x[t]);
            b.push_back(y[t + lag]);
        }
    }
    return correlation(a, b);
}

// The mean of ((x - mean) / deviation)^power: 3 is skewness, 4 kurtosis.
double moment_of(const Column& values, int power) {
    const double mean = mean_of(values);
    const double deviation = deviation_of(values);
    double sum = 0.0;
    for (const double x : values) {
        sum += std::pow((x - mean) / deviation, power);
    }
    return sum / static_cast<double>(values.size());
}

Column volume_above_usual(const Column& volume_log) {
    Column result(volume_log.size(), kMissing);
    for (std::size_t t = kVolumeBaseSessions; t < volume_log.size(); ++t) {
        const auto base =
            known({volume_log.begin() + static_cast<std::ptrdiff_t>(t - kVolumeBaseSessions),
                   volume_log.begin() + static_cast<std::ptrdiff_t>(t)});
        if (base.size() > kVolumeBaseSessions / 2) {
            result[t] = volume_log[t] - mean_of(base);
        }
    }
    return result;
}

void derive(Stock& stock) {
    const std::size_t sessions = stock.close_usd.size();
    stock.return_log.assign(sessions, kMissing);
    stock.overnight_log.assign(sessions, kMissing);
    stock.intraday_log.assign(sessions, kMissing);
    for (std::size_t t = 1; t < sessions; ++t) {
        stock.return_log[t] = std::log(stock.close_usd[t] / stock.close_usd[t - 1]);
        stock.overnight_log[t] = std::log(stock.open_usd[t] / stock.close_usd[t - 1]);
        stock.intraday_log[t] = std::log(stock.close_usd[t] / stock.open_usd[t]);
    }
    stock.volume_log = volume_above_usual(stock.volume_log);
}

Stock stock_of(const bars::PanelStock& from, std::span<const base::TradingDate> sessions) {
    const Column none(sessions.size(), kMissing);
    Stock stock{.sector = from.sector,
                .close_usd = none,
                .high_usd = none,
                .low_usd = none,
                .open_usd = none,
                .return_log = {},
                .overnight_log = {},
                .intraday_log = {},
                .volume_log = none};
    const auto total = bars::growth_factors(from.series, bars::Adjustment::TotalReturn);
    const auto split = bars::growth_factors(from.series, bars::Adjustment::Split);
    std::size_t t = 0;
    for (std::size_t i = 0; i < from.series.size(); ++i) {
        const auto bar = from.series.fields(i);
        while (sessions[t] < bar.date) {
            ++t;
        }
        stock.close_usd[t] = bar.close_usd * total[i];
        stock.high_usd[t] = bar.high_usd * total[i];
        stock.low_usd[t] = bar.low_usd * total[i];
        stock.open_usd[t] = bar.open_usd * total[i];
        stock.volume_log[t] =
            bar.volume_shares > 0.0 ? std::log(bar.volume_shares / split[i]) : kMissing;
    }
    derive(stock);
    return stock;
}

std::vector<Stock> stocks_of(const bars::Panel& panel) {
    std::vector<Stock> stocks;
    for (const bars::PanelStock& stock : panel.stocks) {
        const bool is_long = stock.series.size() * 10 >= panel.sessions.size() * 9;
        if (is_long && stock.member.back() != 0) {
            stocks.push_back(stock_of(stock, panel.sessions));
        }
    }
    CHECK(stocks.size() >= 2 && panel.sessions.size() >= 252);
    return stocks;
}

template <typename Of>
double median_over(const std::vector<Stock>& stocks, Of of) {
    Column values;
    for (const Stock& stock : stocks) {
        values.push_back(of(stock));
    }
    return median_of(std::move(values));
}

// The mean correlation of all pairs, from the variance of the sum of their standardised returns.
double pairwise_correlation(const std::vector<const Stock*>& stocks) {
    const std::size_t sessions = stocks.front()->return_log.size();
    Column sums(sessions, 0.0);
    Column squares(sessions, 0.0);
    Column counts(sessions, 0.0);
    for (const Stock* stock : stocks) {
        const auto returns = known(stock->return_log);
        const double mean = mean_of(returns);
        const double deviation = deviation_of(returns);
        for (std::size_t t = 0; t < sessions; ++t) {
            if (std::isfinite(stock->return_log[t])) {
                const double z = (stock->return_log[t] - mean) / deviation;
                sums[t] += z;
                squares[t] += z * z;
                counts[t] += 1.0;
            }
        }
    }
    double products = 0.0;
    double pairs = 0.0;
    for (std::size_t t = 0; t < sessions; ++t) {
        products += sums[t] * sums[t] - squares[t];
        pairs += counts[t] * (counts[t] - 1.0);
    }
    return products / pairs;
}

double correlation_within_sectors(const std::vector<Stock>& stocks) {
    std::map<std::string, std::vector<const Stock*>> sectors;
    for (const Stock& stock : stocks) {
        sectors[stock.sector].push_back(&stock);
    }
    Column correlations;
    for (const auto& [sector, members] : sectors) {
        if (members.size() >= 2) {
            correlations.push_back(pairwise_correlation(members));
        }
    }
    return mean_of(correlations);
}

// Columns of the cross-section, one value a session from the second on.
struct Index {
    Column returns;     // Mean simple return.
    Column dispersion;  // Standard deviation of the log returns around their mean.
};

Index index_of(const std::vector<Stock>& stocks) {
    Index index;
    for (std::size_t t = 1; t < stocks.front().return_log.size(); ++t) {
        Column returns;
        Column simple;
        for (const Stock& stock : stocks) {
            if (std::isfinite(stock.return_log[t])) {
                returns.push_back(stock.return_log[t]);
                simple.push_back(std::expm1(stock.return_log[t]));
            }
        }
        index.returns.push_back(mean_of(simple));
        index.dispersion.push_back(deviation_of(returns));
    }
    return index;
}

// How a trade of the product's exit rule would have gone: +10 % or -5 % from the close, or the
// close ten sessions on. Its exact form is turbomode's affair; this is enough to compare markets.
struct Outcomes {
    double target_share = 0.0;
    double stop_share = 0.0;
    double win_share = 0.0;
};

Outcomes outcomes_of(const std::vector<Stock>& stocks, double target, double stop) {
    Outcomes sums;
    double trades = 0.0;
    for (const Stock& stock : stocks) {
        for (std::size_t t = 0; t + kHoldingSessions < stock.close_usd.size(); t += 5) {
            const double entry = stock.close_usd[t];
            bool stopped = false;
            bool reached = false;
            for (std::size_t day = t + 1; day <= t + kHoldingSessions && !stopped && !reached;
                 ++day) {
                const double far = target > 0.0 ? stock.low_usd[day] : stock.high_usd[day];
                const double near = target > 0.0 ? stock.high_usd[day] : stock.low_usd[day];
                stopped = (far / entry - 1.0) * target <= stop * target;
                reached = !stopped && (near / entry - 1.0) * target >= target * target;
            }
            const double end = stock.close_usd[t + kHoldingSessions] / entry - 1.0;
            trades += 1.0;
            sums.stop_share += stopped ? 1.0 : 0.0;
            sums.target_share += reached ? 1.0 : 0.0;
            sums.win_share += reached || (!stopped && end * target > 0.0) ? 1.0 : 0.0;
        }
    }
    return {.target_share = sums.target_share / trades,
            .stop_share = sums.stop_share / trades,
            .win_share = sums.win_share / trades};
}

double share_beyond(const std::vector<Stock>& stocks, double deviations) {
    double beyond = 0.0;
    double all = 0.0;
    for (const Stock& stock : stocks) {
        const auto returns = known(stock.return_log);
        const double limit = deviations * deviation_of(returns);
        beyond += static_cast<double>(
            std::ranges::count_if(returns, [&](double r) { return std::abs(r) > limit; }));
        all += static_cast<double>(returns.size());
    }
    return beyond / all;
}

double share_of_gaps(const std::vector<Stock>& stocks, double size) {
    double beyond = 0.0;
    double all = 0.0;
    for (const Stock& stock : stocks) {
        const auto gaps = known(stock.overnight_log);
        beyond += static_cast<double>(
            std::ranges::count_if(gaps, [&](double gap) { return std::abs(gap) > size; }));
        all += static_cast<double>(gaps.size());
    }
    return beyond / all;
}

void add_facts_of_returns(const std::vector<Stock>& stocks, std::vector<Fact>& facts) {
    Column volatilities;
    for (const Stock& stock : stocks) {
        volatilities.push_back(deviation_of(known(stock.return_log)));
    }
    const auto size_memory = [&](std::size_t lag) {
        return median_over(stocks, [&](const Stock& s) {
            const auto sizes = sizes_of(s.return_log);
            return correlation_at(sizes, sizes, lag);
        });
    };
    facts.push_back({"volatility, daily", median_of(volatilities)});
    facts.push_back({"volatility, 90th over 10th percentile",
                     quantile_of(volatilities, 0.9) / quantile_of(volatilities, 0.1)});
    facts.push_back({"excess kurtosis", median_over(stocks, [](const Stock& s) {
                         return moment_of(known(s.return_log), 4) - 3.0;
                     })});
    facts.push_back({"skewness", median_over(stocks, [](const Stock& s) {
                         return moment_of(known(s.return_log), 3);
                     })});
    facts.push_back({"share beyond 4 deviations", share_beyond(stocks, 4.0)});
    facts.push_back({"autocorrelation of returns, lag 1", median_over(stocks, [](const Stock& s) {
                         return correlation_at(s.return_log, s.return_log, 1);
                     })});
    facts.push_back({"autocorrelation of sizes, lag 1", size_memory(1)});
    facts.push_back({"autocorrelation of sizes, lag 5", size_memory(5)});
    facts.push_back({"autocorrelation of sizes, lag 20", size_memory(20)});
    facts.push_back({"return against the next size", median_over(stocks, [](const Stock& s) {
                         return correlation_at(s.return_log, sizes_of(s.return_log), 1);
                     })});
}

void add_facts_of_the_day(const std::vector<Stock>& stocks, std::vector<Fact>& facts) {
    facts.push_back({"overnight share of variance", median_over(stocks, [](const Stock& s) {
                         const double night = deviation_of(known(s.overnight_log));
                         const double day = deviation_of(known(s.intraday_log));
                         return night * night / (night * night + day * day);
                     })});
    facts.push_back({"excess kurtosis overnight", median_over(stocks, [](const Stock& s) {
                         return moment_of(known(s.overnight_log), 4) - 3.0;
                     })});
    facts.push_back({"excess kurtosis intraday", median_over(stocks, [](const Stock& s) {
                         return moment_of(known(s.intraday_log), 4) - 3.0;
                     })});
    facts.push_back({"gaps beyond 2 %", share_of_gaps(stocks, 0.02)});
    facts.push_back({"gaps beyond 5 %", share_of_gaps(stocks, 0.05)});
    facts.push_back({"range over that of a fair path", median_over(stocks, [](const Stock& s) {
                         double squares = 0.0;
                         double count = 0.0;
                         for (std::size_t t = 0; t < s.high_usd.size(); ++t) {
                             if (std::isfinite(s.high_usd[t])) {
                                 squares += std::pow(std::log(s.high_usd[t] / s.low_usd[t]), 2.0);
                                 count += 1.0;
                             }
                         }
                         return std::sqrt(squares / count / (4.0 * std::log(2.0))) /
                                deviation_of(known(s.intraday_log));
                     })});
    facts.push_back({"deviation of log volume", median_over(stocks, [](const Stock& s) {
                         return deviation_of(known(s.volume_log));
                     })});
    facts.push_back(
        {"autocorrelation of log volume, lag 1", median_over(stocks, [](const Stock& s) {
             return correlation_at(s.volume_log, s.volume_log, 1);
         })});
    facts.push_back(
        {"autocorrelation of log volume, lag 5", median_over(stocks, [](const Stock& s) {
             return correlation_at(s.volume_log, s.volume_log, 5);
         })});
    facts.push_back({"log volume against size", median_over(stocks, [](const Stock& s) {
                         return correlation_at(s.volume_log, sizes_of(s.return_log), 0);
                     })});
}

void add_facts_of_the_index(const std::vector<Stock>& stocks, std::vector<Fact>& facts) {
    std::vector<const Stock*> all;
    for (const Stock& stock : stocks) {
        all.push_back(&stock);
    }
    facts.push_back({"correlation of two stocks", pairwise_correlation(all)});
    facts.push_back({"correlation within a sector", correlation_within_sectors(stocks)});
    const Index index = index_of(stocks);
    const auto sizes = sizes_of(index.returns);
    const std::size_t year = std::min<std::size_t>(252, index.returns.size());
    Column yearly;
    for (std::size_t t = 0; t + year <= index.returns.size(); t += year) {
        yearly.push_back(deviation_of(std::span{index.returns}.subspan(t, year)));
    }
    facts.push_back({"dispersion of a session", median_of(index.dispersion)});
    facts.push_back({"index: volatility, daily", deviation_of(index.returns)});
    facts.push_back({"index: wildest year over calmest",
                     *std::ranges::max_element(yearly) / *std::ranges::min_element(yearly)});
    facts.push_back({"index: excess kurtosis", moment_of(index.returns, 4) - 3.0});
    facts.push_back({"index: skewness", moment_of(index.returns, 3)});
    facts.push_back({"index: autocorrelation of returns, lag 1",
                     correlation_at(index.returns, index.returns, 1)});
    facts.push_back({"index: autocorrelation of sizes, lag 1", correlation_at(sizes, sizes, 1)});
    facts.push_back({"index: autocorrelation of sizes, lag 5", correlation_at(sizes, sizes, 5)});
    facts.push_back({"index: autocorrelation of sizes, lag 20", correlation_at(sizes, sizes, 20)});
    facts.push_back(
        {"index: return against the next size", correlation_at(index.returns, sizes, 1)});
}

void add_facts_of_trades(const std::vector<Stock>& stocks, std::vector<Fact>& facts) {
    const Outcomes buy = outcomes_of(stocks, 0.10, -0.05);
    const Outcomes sell = outcomes_of(stocks, -0.10, 0.05);
    facts.push_back({"BUY: target touched", buy.target_share});
    facts.push_back({"BUY: stop touched", buy.stop_share});
    facts.push_back({"BUY: won", buy.win_share});
    facts.push_back({"SELL: target touched", sell.target_share});
    facts.push_back({"SELL: stop touched", sell.stop_share});
    facts.push_back({"SELL: won", sell.win_share});
}

}  // namespace

std::vector<Fact> stylised_facts(const bars::Panel& panel) {
    const auto stocks = stocks_of(panel);
    std::vector<Fact> facts;
    add_facts_of_returns(stocks, facts);
    add_facts_of_the_day(stocks, facts);
    add_facts_of_the_index(stocks, facts);
    add_facts_of_trades(stocks, facts);
    return facts;
}

bars::Panel panel_of(const MarketSpec& spec, const std::vector<SimulatedStock>& stocks) {
    bars::Panel panel{.sessions = bars::sessions_between(spec.first_session, spec.last_session),
                      .stocks = {}};
    for (const SimulatedStock& stock : stocks) {
        std::vector<std::uint8_t> member;
        for (const auto date : panel.sessions) {
            const auto covers = [&](const Spell& spell) {
                return spell.first <= date && (!spell.last || date <= *spell.last);
            };
            member.push_back(std::ranges::any_of(stock.member_spells, covers) ? 1 : 0);
        }
        panel.stocks.push_back({.ticker = stock.ticker,
                                .sector = stock.sector,
                                .series = stock.series,
                                .member = std::move(member)});
    }
    return panel;
}

double fact(const std::vector<Fact>& facts, std::string_view name) {
    const auto found = std::ranges::find(facts, name, &Fact::name);
    CHECK(found != facts.end());
    return found->value;
}

}  // namespace market_data::source::simulated
