#include "turbomode/signals/publishing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include "base/check.hpp"

namespace turbomode::signals {

namespace {

bool is_probability(double value) {
    return value >= 0.0 && value <= 1.0;
}

void check_candidate(const Candidate& candidate) {
    CHECK(is_probability(candidate.confidence) && is_probability(candidate.base_rate));
    CHECK(std::isfinite(candidate.expected_return));
    CHECK(std::isfinite(candidate.close_usd) && candidate.close_usd > 0.0);
}

Verdict judge(const Candidate& candidate, const PublishingRules& rules) {
    if (!candidate.is_familiar) {
        return Verdict::Unfamiliar;
    }
    if (candidate.confidence < rules.min_confidence.of(candidate.side)) {
        return Verdict::BelowConfidence;
    }
    return candidate.expected_return > 0.0 ? Verdict::Opened : Verdict::NoGain;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::Unfamiliar:
            return "unfamiliar";
        case Verdict::BelowConfidence:
            return "below_confidence";
        case Verdict::NoGain:
            return "no_gain";
        case Verdict::OtherSideBetter:
            return "other_side_better";
        case Verdict::AlreadyActive:
            return "already_active";
        case Verdict::NoPlace:
            return "no_place";
        case Verdict::Opened:
            return "opened";
    }
    return "";
}

bool publishable(const Candidate& candidate, const PublishingRules& rules) {
    return judge(candidate, rules) == Verdict::Opened;
}

bool is_better_side(const Candidate& a, const Candidate& b) {
    if (a.expected_return != b.expected_return) {
        return a.expected_return > b.expected_return;
    }
    if (a.confidence != b.confidence) {
        return a.confidence > b.confidence;
    }
    return a.side == models::Side::Buy && b.side == models::Side::Sell;
}

std::vector<std::size_t> by_ticker_and_side(std::span<const Candidate> candidates) {
    std::vector<std::size_t> order(candidates.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto place = [&](std::size_t i) {
        return std::tie(candidates[i].ticker, candidates[i].side);
    };
    const auto is_before = [&](std::size_t a, std::size_t b) {
        return place(a) < place(b);
    };
    if (!std::ranges::is_sorted(order, is_before)) {  // A night's candidates mostly are.
        std::ranges::sort(order, is_before);
    }
    return order;
}

std::vector<Verdict> choose_sides(std::span<const Candidate> candidates,
                                  const PublishingRules& rules) {
    std::vector<Verdict> verdicts;
    verdicts.reserve(candidates.size());
    for (const Candidate& candidate : candidates) {
        check_candidate(candidate);
        verdicts.push_back(judge(candidate, rules));
    }
    const auto order = by_ticker_and_side(candidates);
    for (std::size_t place = 0; place + 1 < order.size(); ++place) {
        const std::size_t a = order[place];
        const std::size_t b = order[place + 1];
        if (candidates[a].ticker != candidates[b].ticker) {
            continue;
        }
        CHECK(candidates[a].side != candidates[b].side);  // No side of a stock twice.
        if (verdicts[a] == Verdict::Opened && verdicts[b] == Verdict::Opened) {
            const bool a_is_better = is_better_side(candidates[a], candidates[b]);
            verdicts[a_is_better ? b : a] = Verdict::OtherSideBetter;
        }
    }
    return verdicts;
}

VerdictCounts count(std::span<const Verdict> verdicts) {
    VerdictCounts counts;
    for (const Verdict verdict : verdicts) {
        ++counts.candidates;
        switch (verdict) {
            case Verdict::Unfamiliar:
                ++counts.unfamiliar;
                break;
            case Verdict::BelowConfidence:
                ++counts.below_confidence;
                break;
            case Verdict::NoGain:
                ++counts.no_gain;
                break;
            case Verdict::OtherSideBetter:
                ++counts.other_side_better;
                break;
            case Verdict::AlreadyActive:
                ++counts.already_active;
                break;
            case Verdict::NoPlace:
                ++counts.no_place;
                break;
            case Verdict::Opened:
                ++counts.opened;
                break;
        }
    }
    return counts;
}

std::string explain(const VerdictCounts& counts) {
    return fmt::format(
        "{} candidates: {} opened, {} below the least confidence, {} without expected gain, "
        "{} better on the other side, {} already active, {} without a free place, {} unlike "
        "anything the model learned from",
        counts.candidates,
        counts.opened,
        counts.below_confidence,
        counts.no_gain,
        counts.other_side_better,
        counts.already_active,
        counts.no_place,
        counts.unfamiliar);
}

}  // namespace turbomode::signals
