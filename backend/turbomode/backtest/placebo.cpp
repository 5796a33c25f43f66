#include "turbomode/backtest/placebo.hpp"

#include <algorithm>
#include <array>

#include "turbomode/backtest/return_metrics.hpp"
#include "turbomode/backtest/trade_stats.hpp"

namespace turbomode::backtest {

using nlohmann::ordered_json;

namespace {

// Of the trades that could have been made in one tier on one night, and how many were.
struct Choice {
    std::vector<float> net_returns;
    std::size_t count = 0;
};

// Any numbers will do: always the same, and quick, for ten million draws.
class Draws {
public:
    std::size_t below(std::size_t count) {
        state_ += 0x9E3779B97F4A7C15ULL;  // splitmix64 (G. Steele, D. Lea, C. Flood, 2014).
        std::uint64_t x = state_;
        x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
        x ^= x >> 31U;
        return static_cast<std::size_t>(((x >> 32U) * count) >> 32U);
    }

private:
    std::uint64_t state_ = 1;
};

ordered_json percentiles(std::vector<double> values) {
    std::ranges::sort(values);
    return {{"p5", percentile(values, 0.05)},
            {"p50", percentile(values, 0.50)},
            {"p95", percentile(values, 0.95)}};
}

class Placebo {
public:
    Placebo(const ScoredNights& scored,
            const Replay& replay,
            std::span<const base::TradingDate> sessions,
            const models::Outcomes& outcomes,
            models::Side side)
        : outcomes_(outcomes), side_(side) {
        auto night = scored.nights.begin();
        std::array<std::size_t, signals::kTiers.size()> counts{};
        for (const auto& item : replay.signals) {
            const auto& signal = item.signal;
            if (signal.side != side || !item.paper.exit || item.paper.cancelled()) {
                continue;
            }
            if (night->session != signal.entry_date) {
                add(*night, sessions, counts);
                while (night->session != signal.entry_date) {
                    ++night;
                }
            }
            ++counts[static_cast<std::size_t>(signal.tier)];
            ++trades_;
            net_ += item.paper.exit->net_return;
            wins_ += item.paper.exit->net_return > 0.0 ? 1U : 0U;
        }
        if (trades_ > 0) {
            add(*night, sessions, counts);
        }
    }

    ordered_json report(std::size_t draws) const {
        ordered_json row{{"side", models::name_of(side_)}, {"trades", trades_}};
        std::size_t drawn = 0;
        for (const auto& choice : choices_) {
            drawn += choice.count;
        }
        if (trades_ < kTradesMin || drawn < kTradesMin) {
            for (const auto* name : {"model_mean_net_return",
                                     "model_win_rate",
                                     "mean_net_return",
                                     "win_rate",
                                     "better_than_share"}) {
                row[name] = nullptr;
            }
            return row;
        }
        const double mean = net_ / static_cast<double>(trades_);
        std::vector<double> means;
        std::vector<double> win_rates;
        Draws draw;
        for (std::size_t i = 0; i < draws; ++i) {
            double net = 0.0;
            std::size_t wins = 0;
            for (const auto& choice : choices_) {
                for (std::size_t trade = 0; trade < choice.count; ++trade) {
                    const float value = choice.net_returns[draw.below(choice.net_returns.size())];
                    net += static_cast<double>(value);
                    wins += value > 0.0F ? 1U : 0U;
                }
            }
            means.push_back(net / static_cast<double>(drawn));
            win_rates.push_back(static_cast<double>(wins) / static_cast<double>(drawn));
        }
        const auto worse = std::ranges::count_if(means, [&](double value) { return value < mean; });
        row["model_mean_net_return"] = mean;
        row["model_win_rate"] = static_cast<double>(wins_) / static_cast<double>(trades_);
        row["mean_net_return"] = percentiles(means);
        row["win_rate"] = percentiles(win_rates);
        row["better_than_share"] = static_cast<double>(worse) / static_cast<double>(draws);
        return row;
    }

private:
    // What could have been chosen on a night instead, for as many as were in each tier.
    void add(const ScoredNight& night,
             std::span<const base::TradingDate> sessions,
             std::array<std::size_t, signals::kTiers.size()>& counts) {
        const auto session = static_cast<std::size_t>(
            std::ranges::lower_bound(sessions, night.session) - sessions.begin());
        for (const auto tier : signals::kTiers) {
            Choice choice{.net_returns = {}, .count = counts[static_cast<std::size_t>(tier)]};
            if (choice.count == 0) {
                continue;
            }
            for (const auto& row : night.stocks) {
                const auto outcome = outcomes_.at(side_, row.stock, session);
                if (row.tier == tier && outcome && !outcome->cancelled()) {
                    choice.net_returns.push_back(outcome->net_return);
                }
            }
            if (!choice.net_returns.empty()) {
                choices_.push_back(std::move(choice));
            }
        }
        counts.fill(0);
    }

    const models::Outcomes& outcomes_;
    models::Side side_;
    std::vector<Choice> choices_;
    std::size_t trades_ = 0;
    std::size_t wins_ = 0;
    double net_ = 0.0;
};

}  // namespace

ordered_json placebo_json(const ScoredNights& scored,
                          const Replay& replay,
                          std::span<const base::TradingDate> sessions,
                          const models::Outcomes& outcomes,
                          std::size_t draws) {
    ordered_json sides = ordered_json::array();
    for (const auto side : models::kSides) {
        sides.push_back(Placebo(scored, replay, sessions, outcomes, side).report(draws));
    }
    return {{"draws", draws},
            {"what",
             "for each trade a random stock of the same night, tier and side, with the same exits, "
             "followed to its end"},
            {"sides", std::move(sides)}};
}

}  // namespace turbomode::backtest
