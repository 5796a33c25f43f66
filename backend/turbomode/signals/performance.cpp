#include "turbomode/signals/performance.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/check.hpp"
#include "turbomode/signals/decay.hpp"
#include "turbomode/signals/track_record.hpp"

namespace turbomode::signals {

namespace {

using Rows = std::vector<const Judged*>;

constexpr std::size_t kMonthLength = 7;  // "2026-11"
constexpr std::size_t kBlocksMin = 3;
constexpr std::size_t kBestPart = 5;      // A fifth.
constexpr double kBucketsPerUnit = 20.0;  // Confidences in steps of 0.05.
constexpr double kProbabilityMin = 1e-6;  // As in models::logit.
constexpr std::array kAgeBands = {AgeBand::Hot, AgeBand::Warm, AgeBand::Cool, AgeBand::Cold};

bool is_win(const Judged& row) {
    return *row.end->net_return > 0.0;
}

double loss_of(double said, bool won) {
    const double probability = std::clamp(said, kProbabilityMin, 1.0 - kProbabilityMin);
    return -std::log(won ? probability : 1.0 - probability);
}

double square(double value) {
    return value * value;
}

// What a group's figures are made of.
struct Sums {
    std::size_t outcomes = 0;
    std::size_t wins = 0;
    double confidence = 0.0;
    double base_rate = 0.0;
    double brier = 0.0;
    double brier_of_base = 0.0;
    double log_loss = 0.0;
    double log_loss_of_base = 0.0;
    double net_return = 0.0;

    void add(const Judged& row) {
        const bool won = is_win(row);
        const double outcome = won ? 1.0 : 0.0;
        ++outcomes;
        wins += won ? 1 : 0;
        confidence += row.confidence;
        base_rate += row.base_rate;
        brier += square(row.confidence - outcome);
        brier_of_base += square(row.base_rate - outcome);
        log_loss += loss_of(row.confidence, won);
        log_loss_of_base += loss_of(row.base_rate, won);
        net_return += *row.end->net_return;
    }

    void add(const Sums& other) {
        outcomes += other.outcomes;
        wins += other.wins;
        confidence += other.confidence;
        base_rate += other.base_rate;
        brier += other.brier;
        brier_of_base += other.brier_of_base;
        log_loss += other.log_loss;
        log_loss_of_base += other.log_loss_of_base;
        net_return += other.net_return;
    }
};

// A group, by the number of the night: nights without a row of it count as nights all the same.
class Tallied {
public:
    explicit Tallied(std::size_t nights) : nights_(nights) {}

    void add(std::size_t night, const Judged& row) { nights_[night].add(row); }
    std::span<const Sums> nights() const { return nights_; }

private:
    std::vector<Sums> nights_;
};

Score score_of(std::span<const Sums> nights) {
    Sums all;
    std::vector<models::Tally> wins;
    for (const auto& night : nights) {
        all.add(night);
        wins.push_back({.part = static_cast<double>(night.wins),
                        .whole = static_cast<double>(night.outcomes)});
    }
    Score score;
    score.nights = static_cast<std::size_t>(
        std::ranges::count_if(nights, [](const Sums& night) { return night.outcomes > 0; }));
    score.outcomes = all.outcomes;
    score.wins = all.wins;
    if (all.outcomes < static_cast<std::size_t>(kOutcomesMin)) {
        return score;
    }
    const auto n = static_cast<double>(all.outcomes);
    score.figures = Score::Figures{
        .win_rate = static_cast<double>(all.wins) / n,
        .win_rate_interval = nights.size() >= kBlocksMin * kPerformanceBlockNights
                                 ? models::share_bootstrap(wins, kPerformanceBlockNights)
                                 : models::Interval{.low = 0.0, .high = 1.0},
        .confidence = all.confidence / n,
        .base_rate = all.base_rate / n,
        .brier = all.brier / n,
        .brier_of_base = all.brier_of_base / n,
        .log_loss = all.log_loss / n,
        .log_loss_of_base = all.log_loss_of_base / n,
        .net_return = all.net_return / n};
    return score;
}

Score score_of(const Tallied& group) {
    return score_of(group.nights());
}

// Of one side: the rows with an outcome, for each night that counts.
struct Side {
    std::vector<Rows> nights;
};

template <typename NameOf>
Score score_where(const Side& side, const NameOf& belongs) {
    Tallied group(side.nights.size());
    for (std::size_t night = 0; night < side.nights.size(); ++night) {
        for (const Judged* row : side.nights[night]) {
            if (belongs(*row)) {
                group.add(night, *row);
            }
        }
    }
    return score_of(group);
}

// Groups by a key of each row, in the order of the keys.
template <typename KeyOf, typename NameOf>
std::vector<Group> grouped(const Side& side, const KeyOf& key_of, const NameOf& name_of_key) {
    std::map<decltype(key_of(*side.nights.front().front())), Tallied> groups;
    for (std::size_t night = 0; night < side.nights.size(); ++night) {
        for (const Judged* row : side.nights[night]) {
            groups.try_emplace(key_of(*row), side.nights.size()).first->second.add(night, *row);
        }
    }
    std::vector<Group> scored;
    for (const auto& [key, group] : groups) {
        scored.push_back({.name = name_of_key(key), .score = score_of(group)});
    }
    return scored;
}

std::vector<Group> by_tier(const Side& side) {
    return grouped(
        side,
        [](const Judged& row) { return row.tier; },
        [](Tier tier) { return std::string{name_of(tier)}; });
}

std::vector<Group> by_sector(const Side& side) {
    return grouped(
        side,
        [](const Judged& row) { return row.sector; },
        [](const std::string& sector) { return sector; });
}

std::vector<Group> by_month(const Side& side) {
    return grouped(
        side,
        [](const Judged& row) { return row.session.text().substr(0, kMonthLength); },
        [](const std::string& month) { return month; });
}

std::vector<Group> by_age(const Side& side, int days_max) {
    return grouped(
        side,
        [days_max](const Judged& row) {
            return age_band(std::min(age_days(row.session, row.end->date), days_max));
        },
        [](AgeBand band) { return std::string{name_of(band)}; });
}

std::vector<Group> by_confidence(const Side& side) {
    return grouped(
        side,
        [](const Judged& row) {
            // A confidence of 1 belongs to the last bucket.
            return std::min(static_cast<int>(row.confidence * kBucketsPerUnit),
                            static_cast<int>(kBucketsPerUnit) - 1);
        },
        [](int bucket) {
            return fmt::format("{:.2f} to {:.2f}",
                               static_cast<double>(bucket) / kBucketsPerUnit,
                               static_cast<double>(bucket + 1) / kBucketsPerUnit);
        });
}

std::vector<Group> by_model(const Side& side) {
    std::map<std::string, base::TradingDate> first;
    for (const auto& night : side.nights) {
        for (const Judged* row : night) {
            first.try_emplace(row->model_id, row->session);
        }
    }
    auto groups = grouped(
        side,
        [](const Judged& row) { return row.model_id; },
        [](const std::string& id) { return id; });
    std::ranges::stable_sort(groups, {}, [&](const Group& group) { return first.at(group.name); });
    return groups;
}

std::vector<models::ReliabilityBin> reliability_of(const Side& side) {
    std::vector<double> confidences;
    std::vector<float> wins;
    std::vector<std::size_t> sizes;
    for (const auto& night : side.nights) {
        for (const Judged* row : night) {
            confidences.push_back(row->confidence);
            wins.push_back(is_win(*row) ? 1.0F : 0.0F);
        }
        sizes.push_back(night.size());
    }
    return models::reliability({.confidences = confidences, .wins = wins, .night_sizes = sizes},
                               kPerformanceBlockNights);
}

std::vector<RollingScore> rolling_of(const Side& side,
                                     std::span<const base::TradingDate> sessions) {
    std::vector<Sums> nights(side.nights.size());
    for (std::size_t night = 0; night < nights.size(); ++night) {
        for (const Judged* row : side.nights[night]) {
            nights[night].add(*row);
        }
    }
    std::vector<RollingScore> rolling;
    for (std::size_t end = kRollingNights; end <= nights.size(); ++end) {
        const auto window = std::span(nights).subspan(end - kRollingNights, kRollingNights);
        rolling.push_back({.last = sessions[end - 1], .score = score_of(window)});
    }
    return rolling;
}

// The best fifth of a night by confidence; equal ones by ticker.
Rows best_of(Rows rows) {
    std::ranges::sort(rows, [](const Judged* a, const Judged* b) {
        return a->confidence != b->confidence ? a->confidence > b->confidence
                                              : a->ticker < b->ticker;
    });
    rows.resize(rows.size() / kBestPart);
    return rows;
}

class LateEntries {
public:
    LateEntries(std::size_t nights, const Decay& decay) : decay_(decay) {
        for (std::size_t band = 0; band < kAgeBands.size(); ++band) {
            bands_.emplace_back(nights);
        }
    }

    // What `first` said, entered on the evening of `later`, the night of that number.
    void add(const Judged& first, const Judged& later, std::size_t night) {
        const int age = age_days(first.session, later.session);
        Band& band = bands_[static_cast<std::size_t>(age_band(age))];
        Judged entered = later;
        entered.confidence = first.confidence;
        band.group.add(night, entered);
        band.effective_confidence += effective_confidence(first.confidence, age, decay_);
        ++band.entries;
    }

    std::vector<LateEntry> scored() const {
        std::vector<LateEntry> scored;
        for (std::size_t i = 0; i < bands_.size(); ++i) {
            const Band& band = bands_[i];
            scored.push_back({.age = std::string{name_of(kAgeBands[i])},
                              .effective_confidence = band.entries > 0
                                                          ? band.effective_confidence /
                                                                static_cast<double>(band.entries)
                                                          : 0.0,
                              .score = score_of(band.group)});
        }
        return scored;
    }

private:
    struct Band {
        explicit Band(std::size_t nights) : group(nights) {}
        Tallied group;
        double effective_confidence = 0.0;
        std::size_t entries = 0;
    };
    Decay decay_;
    std::vector<Band> bands_;
};

std::vector<LateEntry> late_entries_of(const Side& side,
                                       std::span<const base::TradingDate> sessions,
                                       const Decay& decay) {
    std::vector<std::map<base::Ticker, const Judged*>> by_ticker;
    for (const auto& night : side.nights) {
        auto& rows = by_ticker.emplace_back();
        for (const Judged* row : night) {
            rows.emplace(row->ticker, row);
        }
    }
    LateEntries entries(side.nights.size(), decay);
    for (std::size_t night = 0; night < side.nights.size(); ++night) {
        for (const Judged* first : best_of(side.nights[night])) {
            for (std::size_t later = night; later < by_ticker.size(); ++later) {
                if (age_days(first->session, sessions[later]) > decay.days) {
                    break;
                }
                const auto row = by_ticker[later].find(first->ticker);
                if (row != by_ticker[later].end()) {
                    entries.add(*first, *row->second, later);
                }
            }
        }
    }
    return entries.scored();
}

SidePerformance judge(const Side& side,
                      std::span<const base::TradingDate> sessions,
                      const PublishingRules& rules) {
    return {.all = score_where(side, [](const Judged&) { return true; }),
            .signals = score_where(side, [](const Judged& row) { return row.was_signal; }),
            .by_tier = by_tier(side),
            .by_sector = by_sector(side),
            .by_month = by_month(side),
            .by_age = by_age(side, rules.exit.holding_days_max),
            .by_confidence = by_confidence(side),
            .by_model = by_model(side),
            .reliability = reliability_of(side),
            .rolling = rolling_of(side, sessions),
            .late_entries = late_entries_of(side, sessions, rules.decay)};
}

// The rows of each session in turn.
std::vector<std::span<const Judged>> nights_in(std::span<const Judged> judged) {
    std::vector<std::span<const Judged>> nights;
    for (std::size_t first = 0; first < judged.size();) {
        std::size_t end = first;
        while (end < judged.size() && judged[end].session == judged[first].session) {
            ++end;
        }
        CHECK(end == judged.size() || judged[end].session > judged[first].session);
        nights.push_back(judged.subspan(first, end - first));
        first = end;
    }
    return nights;
}

// The trades of a night are all over when the last session within the holding time is.
bool is_over(base::TradingDate session, const models::ExitRule& rule, base::TradingDate as_of) {
    const auto last = bars::session_at_or_before(session.plus_days(rule.holding_days_max));
    return last.has_value() && *last <= as_of;
}

}  // namespace

Performance performance(std::span<const Judged> judged,
                        const PublishingRules& rules,
                        base::TradingDate as_of) {
    Performance result;
    std::array<Side, 2> sides;
    std::vector<base::TradingDate> sessions;
    for (const auto night : nights_in(judged)) {
        const auto session = night.front().session;
        CHECK(session <= as_of);
        if (night.front().was_late) {
            ++result.nights_late;
            continue;
        }
        if (!is_over(session, rules.exit, as_of)) {
            ++result.nights_waiting;
            continue;
        }
        sessions.push_back(session);
        for (auto& side : sides) {
            side.nights.emplace_back();
        }
        for (const auto& row : night) {
            if (!row.is_familiar) {
                ++result.unfamiliar;
            } else if (!row.end) {
                ++result.unknown;
            } else if (!row.end->net_return) {
                ++result.cancelled;
            } else {
                ++result.outcomes;
                sides[static_cast<std::size_t>(row.side)].nights.back().push_back(&row);
            }
        }
    }
    result.nights = sessions.size();
    if (!sessions.empty()) {
        result.first = sessions.front();
        result.last = sessions.back();
    }
    for (std::size_t side = 0; side < sides.size(); ++side) {
        result.sides[side] = judge(sides[side], sessions, rules);
    }
    return result;
}

}  // namespace turbomode::signals
