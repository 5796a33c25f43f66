// Ranks and z-scores of one session's stocks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "features/kernel/rolling.hpp"

namespace features::cross_section {

// One session's values of one feature. All spans: by stock.
struct Values {
    Input values;  // NaN: takes no part.
    std::span<const std::uint8_t> member;
    std::span<const std::uint32_t> sector;  // 0: nobody says which.
};

// Where the answers go, by stock; NaN for a stock without a value, or when no member has one.
struct Ranks {
    Output universe;
    Output sector;
};

// Ranks stocks among the members, ties averaged. Keeps its memory from one session to the next.
//
// A member of n gets (members below + half the other members equal to it) / (n - 1) - 0.5, so the
// lowest is at -0.5 and the highest at 0.5; alone it is at 0. A non-member takes no place: it gets
// (members below + half those equal) / n - 0.5. The sector's rank is the same among the members of
// the stock's sector, if at least Members::kSectorMembersMin of them have a value; else the
// universe's.
class Ranker {
public:
    explicit Ranker(std::size_t sectors) : below_(sectors), equal_(sectors), total_(sectors) {}
    void rank(const Values& session, const Ranks& out);

private:
    struct Entry {
        double value;
        std::uint32_t stock;
    };
    void collect(const Values& session);
    void rank_equals(const Values& session, std::span<const Entry> equals, const Ranks& out);

    std::vector<Entry> entries_;
    // Counts of members by sector; at 0: of all.
    std::vector<std::uint32_t> below_, equal_, total_;
};

// (value - mean) / population standard deviation of the members; 0 when they are all equal.
void zscore(const Values& session, Output out);

// The same among the members of the stock's sector, if at least Members::kSectorMembersMin of them
// have a value; else among all. Keeps its memory from one session to the next.
class SectorScorer {
public:
    explicit SectorScorer(std::size_t sectors) : groups_(sectors) {}
    void zscore(const Values& session, Output out);

private:
    struct Group {
        double count, sum, squares, largest;
    };
    std::vector<Group> groups_;  // By sector; at 0: all.
};

}  // namespace features::cross_section
