// What a store and Wikipedia's page say differently about the index. A list to look at: nothing
// here is taken over by itself.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "market_data/universe/wikipedia.hpp"

namespace market_data::universe {

// The index has 500 companies, some with two share classes; a page outside this is not whole.
inline constexpr std::size_t kMembersMin = 495;
inline constexpr std::size_t kMembersMax = 510;

enum class DisagreementKind {
    Joined,         // On the page, not in the store.
    Left,           // In the store, not on the page.
    Renamed,        // Left and joined under another ticker: by renames.hpp, or by the same name.
    SectorChanged,  // The page's sector is another.
    NameChanged,    // The page's name is another company_key (ascii.hpp).
    Unreadable,     // A row of the page's members, in whole or in part.
    MemberCount,    // The page has fewer than kMembersMin or more than kMembersMax.
};
std::string_view name_of(DisagreementKind kind);  // "joined", "sector_changed", ...

struct Disagreement {
    DisagreementKind kind;
    std::optional<base::Ticker> ticker;      // The page's; the store's where it left.
    std::optional<base::Ticker> old_ticker;  // Renamed: the store's.
    // Joined, Left, Renamed: the day, from the page's changes or the table of renames; else today.
    std::optional<base::TradingDate> date;
    std::string stored;  // The name or sector concerned, by either.
    std::string listed;
    std::string text;  // All of it in one line.
};

// By kind, then ticker.
// REQUIRES: tickers of `known` distinct
std::vector<Disagreement> compare(std::span<const Member> known,
                                  const WikipediaPage& page,
                                  base::TradingDate today);

// Whether the page can be taken for the whole index: none is Unreadable or MemberCount. A page cut
// short would make everyone beyond the cut leave.
bool page_is_whole(std::span<const Disagreement> disagreements);

}  // namespace market_data::universe
