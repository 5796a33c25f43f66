#include "features/cross_section/ranks.hpp"

#include <algorithm>
#include <cmath>

#include "features/members.hpp"

namespace features::cross_section {

namespace {

// Deviations below this share of the largest value are rounding.
constexpr double kFlatShare = 1e-12;

struct Place {
    std::uint32_t below, equal, total;  // Of the members, the stock itself included.
};

double rank_of(const Place& place, bool member) {
    const double below = place.below;
    const double equal = place.equal;
    const double total = place.total;
    if (!member) {
        return (below + 0.5 * equal) / total - 0.5;
    }
    return place.total == 1 ? 0.0 : (below + 0.5 * (equal - 1.0)) / (total - 1.0) - 0.5;
}

}  // namespace

void Ranker::collect(const Values& session) {
    entries_.clear();
    std::ranges::fill(below_, 0);
    std::ranges::fill(total_, 0);
    for (std::uint32_t stock = 0; stock < session.values.size(); ++stock) {
        const double value = session.values[stock];
        if (std::isnan(value)) {
            continue;
        }
        entries_.push_back({value, stock});
        if (session.member[stock] != 0) {
            ++total_[0];
            total_[session.sector[stock]] += session.sector[stock] != 0 ? 1U : 0U;
        }
    }
    std::ranges::sort(entries_, {}, &Entry::value);
}

void Ranker::rank_equals(const Values& session, std::span<const Entry> equals, const Ranks& out) {
    for (const auto& entry : equals) {
        equal_[0] = equal_[session.sector[entry.stock]] = 0;
    }
    for (const auto& entry : equals) {
        const std::uint32_t sector = session.sector[entry.stock];
        const std::uint32_t one = session.member[entry.stock] != 0 ? 1 : 0;
        equal_[0] += one;
        equal_[sector] += sector != 0 ? one : 0;
    }
    for (const auto& entry : equals) {
        const std::uint32_t own = session.sector[entry.stock];
        const std::uint32_t sector = total_[own] >= Members::kSectorMembersMin ? own : 0;
        const bool member = session.member[entry.stock] != 0;
        out.universe[entry.stock] = rank_of({below_[0], equal_[0], total_[0]}, member);
        out.sector[entry.stock] = rank_of({below_[sector], equal_[sector], total_[sector]}, member);
    }
    for (const auto& entry : equals) {
        const std::uint32_t sector = session.sector[entry.stock];
        const std::uint32_t one = session.member[entry.stock] != 0 ? 1 : 0;
        below_[0] += one;
        below_[sector] += sector != 0 ? one : 0;
    }
}

void Ranker::rank(const Values& session, const Ranks& out) {
    std::ranges::fill(out.universe, kMissing);
    std::ranges::fill(out.sector, kMissing);
    collect(session);
    if (total_[0] == 0) {
        return;
    }
    for (std::size_t begin = 0; begin < entries_.size();) {
        std::size_t end = begin + 1;
        while (end < entries_.size() && entries_[end].value == entries_[begin].value) {
            ++end;
        }
        rank_equals(session, std::span{entries_}.subspan(begin, end - begin), out);
        begin = end;
    }
}

void SectorScorer::zscore(const Values& session, Output out) {
    std::ranges::fill(groups_, Group{});
    const auto each_member = [&](auto visit) {
        for (std::size_t stock = 0; stock < out.size(); ++stock) {
            const double value = session.values[stock];
            if (session.member[stock] == 0 || std::isnan(value)) {
                continue;
            }
            visit(groups_[0], value);
            if (session.sector[stock] != 0) {
                visit(groups_[session.sector[stock]], value);
            }
        }
    };
    each_member([](Group& group, double value) {
        group.count += 1.0;
        group.sum += value;
        group.largest = std::max(group.largest, std::abs(value));
    });
    each_member([](Group& group, double value) {
        const double distance = value - group.sum / group.count;
        group.squares += distance * distance;
    });
    constexpr auto kEnough = static_cast<double>(Members::kSectorMembersMin);
    for (std::size_t stock = 0; stock < out.size(); ++stock) {
        const Group& own = groups_[session.sector[stock]];
        const Group& group = own.count >= kEnough ? own : groups_[0];
        // NaN without members, and so is all that follows.
        const double distance = session.values[stock] - group.sum / group.count;
        const double deviation = std::sqrt(group.squares / group.count);
        const bool flat = deviation <= kFlatShare * group.largest;
        out[stock] = flat ? 0.0 * distance : distance / deviation;
    }
}

void zscore(const Values& session, Output out) {
    double count = 0.0;
    double sum = 0.0;
    double largest = 0.0;
    const auto each_member = [&](auto visit) {
        for (std::size_t stock = 0; stock < out.size(); ++stock) {
            if (session.member[stock] != 0 && !std::isnan(session.values[stock])) {
                visit(session.values[stock]);
            }
        }
    };
    each_member([&](double value) {
        count += 1.0;
        sum += value;
        largest = std::max(largest, std::abs(value));
    });
    const double mean = sum / count;  // NaN without members, and so is all that follows.
    double squares = 0.0;
    each_member([&](double value) { squares += (value - mean) * (value - mean); });
    const double deviation = std::sqrt(squares / count);
    for (std::size_t stock = 0; stock < out.size(); ++stock) {
        const double distance = session.values[stock] - mean;
        const bool flat = deviation <= kFlatShare * largest;
        out[stock] = flat ? 0.0 * distance : distance / deviation;
    }
}

}  // namespace features::cross_section
