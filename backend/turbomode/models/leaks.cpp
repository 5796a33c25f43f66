#include "turbomode/models/leaks.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <fmt/format.h>

#include "features/schema.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

using base::Result;

namespace {

// The strongest honest input, how much a stock moves, reaches 0.05 on twenty years; a feature that
// sees the next session alone 0.3.
constexpr double kInputIcMax = 0.12;
constexpr double kInputTMin = 6.0;
constexpr double kInputIcSure = 0.3;  // Whatever t: a perfect copy has no deviation to count in.
// Beyond what a random direction among alike inputs does by chance and habit.
constexpr double kShuffledTMax = 4.0;
constexpr double kShuffledIcMax = 0.02;
constexpr double kEarlierShare = 0.6;
constexpr std::size_t kStocksMin = 20;  // Of fewer, chance alone ranks a night.
constexpr std::size_t kBlocksMin = 20;
constexpr std::size_t kBlockNights = 10;
constexpr std::size_t kNightsLooked = 400;  // Spread evenly; enough for a rank IC of 0.12.
constexpr std::size_t kSessionsCut = 21;    // Longer than anything waits for an outcome.

std::vector<double> net_returns_of(const NightOutcomes& came) {
    std::vector<double> net_returns;
    for (const auto& outcome : came.outcomes) {
        net_returns.push_back(static_cast<double>(outcome.net_return));
    }
    return net_returns;
}

// The rank IC of every rank column on some nights, by column and night.
std::vector<std::vector<double>> column_ics(const History& history, Side side, NightRange range) {
    std::vector<std::vector<double>> ics(input_columns().stock_columns);
    const std::size_t step = (range.last - range.first) / kNightsLooked + 1;
    std::vector<double> values;
    for (std::size_t n = range.first; n < range.last; n += step) {
        const Night& night = history.nights.nights()[n];
        const auto came = outcomes_of(history, side, night);
        if (came.rows.size() < kStocksMin) {
            continue;
        }
        const auto net_returns = net_returns_of(came);
        for (std::size_t c = 0; c < ics.size(); ++c) {
            values.clear();
            for (const auto row : came.rows) {
                values.push_back(static_cast<double>(history.nights.row(night.first_row + row)[c]));
            }
            ics[c].push_back(rank_correlation(values, net_returns));
        }
    }
    return ics;
}

// Deals the values of each night out among its rows.
void shuffle_within(std::span<const float> night_levels,
                    std::vector<float>& values,
                    std::mt19937_64& random) {
    for (std::size_t first = 0; first < values.size();) {
        std::size_t last = first + 1;
        while (last < values.size() && night_levels[last] == night_levels[first]) {
            ++last;
        }
        for (std::size_t i = last - first; i > 1; --i) {
            std::swap(values[first + i - 1], values[first + random() % i]);
        }
        first = last;
    }
}

}  // namespace

std::vector<std::string> input_objections(const History& history, NightRange range) {
    const auto columns = input_columns();
    std::vector<std::string> objections;
    for (const Side side : kSides) {
        const auto ics = column_ics(history, side, range);
        for (std::size_t c = 0; c < ics.size(); ++c) {
            const auto ic = block_mean(ics[c], kBlockNights);
            const bool is_sure = std::abs(ic.t) > kInputTMin || std::abs(ic.mean) > kInputIcSure;
            if (std::abs(ic.mean) > kInputIcMax && is_sure) {
                objections.push_back(
                    fmt::format("leak: {} alone ranks {} outcomes with a rank IC of {:.3f} (t "
                                "{:.1f}); at most {} is honest",
                                features::schema()[columns.features[c]].name,
                                name_of(side),
                                ic.mean,
                                ic.t,
                                kInputIcMax));
            }
        }
    }
    return objections;
}

Result<std::vector<std::string>> shuffled_objections(const History& history,
                                                     NightRange range,
                                                     std::uint64_t seed) {
    std::vector<std::string> objections;
    const auto middle =
        range.first +
        static_cast<std::size_t>(kEarlierShare * static_cast<double>(range.last - range.first));
    for (const Side side : kSides) {
        auto samples = samples_of(history, side, {.first = range.first, .last = middle});
        if (samples.wins.empty()) {
            continue;
        }
        std::mt19937_64 random(seed);
        shuffle_within(samples.night_levels, samples.wins, random);
        const auto learner = make_learner(kLinearLearner);
        TRY(learner->fit({.inputs = {.values = samples.inputs, .columns = samples.columns},
                          .rank_columns = input_columns().stock_columns,
                          .targets = samples.wins,
                          .offsets = samples.night_levels,
                          .weights = samples.weights},
                         {.objective = Objective::Win, .seed = seed, .threads = 1}));
        std::vector<double> ics;
        for (std::size_t n = middle; n < range.last; ++n) {
            const Night& night = history.nights.nights()[n];
            const auto came = outcomes_of(history, side, night);
            if (came.rows.size() < kStocksMin) {
                continue;
            }
            TRY_ASSIGN(const auto all,
                       learner->score({.values = history.nights.rows_of(night),
                                       .columns = history.nights.columns()}));
            std::vector<double> scores;
            for (const auto row : came.rows) {
                scores.push_back(all[row]);
            }
            ics.push_back(rank_correlation(scores, net_returns_of(came)));
        }
        const auto ic = block_mean(ics, kBlockNights);
        if (ics.size() >= kBlocksMin * kBlockNights && std::abs(ic.t) > kShuffledTMax &&
            std::abs(ic.mean) > kShuffledIcMax) {
            objections.push_back(
                fmt::format("leak: fitted on shuffled {} outcomes, a learner still ranks later "
                            "ones: rank IC {:.3f} (t {:.1f})",
                            name_of(side),
                            ic.mean,
                            ic.t));
        }
    }
    return objections;
}

std::vector<std::string> purge_objections(const History& history,
                                          NightRange training,
                                          NightRange judged) {
    const auto nights = history.nights.nights();
    if (training.last <= training.first || judged.last <= judged.first) {
        return {};
    }
    const auto begin = history.sessions[nights[judged.first].session];
    for (std::size_t n = training.first; n < training.last; ++n) {
        for (const auto stock : nights[n].stocks) {
            for (const Side side : kSides) {
                const auto outcome = history.outcomes.at(side, stock, nights[n].session);
                if (outcome && outcome->exit_day >= begin.days_since_1970()) {
                    return {
                        fmt::format("leak: a trade of {} that was learned from still ran on {}, "
                                    "where judging begins",
                                    history.sessions[nights[n].session].text(),
                                    begin.text())};
                }
            }
        }
    }
    return {};
}

std::vector<std::string> prefix_objections(const bars::Panel& panel, const BuildFeatures& build) {
    if (panel.sessions.size() <= kSessionsCut) {
        return {};
    }
    bars::Panel before = panel;
    before.sessions.resize(panel.sessions.size() - kSessionsCut, panel.sessions.front());
    for (auto& stock : before.stocks) {
        stock.series = stock.series.until(before.sessions.back());
        stock.member.resize(before.sessions.size());
    }
    const auto then = build(before, 1);
    const auto now = build(panel, kSessionsCut + 1);
    for (std::size_t f = 0; f < features::schema().size(); ++f) {
        for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
            const float one = then.value(f, stock, then.session_count() - 1);
            const float two = now.value(f, stock, now.session_count() - 1 - kSessionsCut);
            if (one != two && !(std::isnan(one) && std::isnan(two))) {
                return {
                    fmt::format("leak: {} of {} on {} was {} that evening and is {} now that "
                                "{} more sessions are known",
                                features::schema()[f].name,
                                panel.stocks[stock].ticker.text(),
                                before.sessions.back().text(),
                                one,
                                two,
                                kSessionsCut)};
            }
        }
    }
    return {};
}

std::vector<std::string> membership_objections(const bars::Panel& panel,
                                               std::size_t session,
                                               std::span<const base::Ticker> members) {
    for (const auto& stock : panel.stocks) {
        if (stock.member[session] != 0 && !std::ranges::binary_search(members, stock.ticker)) {
            return {
                fmt::format("leak: {} is treated as a member on {}, when it was none: later "
                            "members are known beforehand",
                            stock.ticker.text(),
                            panel.sessions[session].text())};
        }
    }
    return {};
}

}  // namespace turbomode::models
