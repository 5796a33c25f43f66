// Universe files: who belongs to the index when, in which sector, at which size.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "base/units.hpp"

namespace market_data::source::csv {

struct MemberProfile {
    base::Ticker ticker;
    std::string name;
    std::string sector;
};

// In the index from `first` on, no longer on `end`.
struct MemberSpell {
    base::Ticker ticker;
    base::TradingDate first;
    std::optional<base::TradingDate> end;  // Nothing: still a member.
};

struct MemberCap {
    base::Ticker ticker;
    base::TradingDate as_of;
    double usd;
};

struct MemberShares {
    base::Ticker ticker;
    base::TradingDate as_of;
    double shares;  // Outstanding on `as_of`.
};

// Columns symbol (or ticker), name and, if there, gics_sector (or sector).
base::Result<std::vector<MemberProfile>> read_members(const std::filesystem::path& path);

// Either spells (ticker or symbol, start_date, end_date; end exclusive, empty: still a member), or
// monthly lists (month_start, symbol): a name belongs from the first of a listed month to the first
// of the next one, and the last listed month ends with itself.
base::Result<std::vector<MemberSpell>> read_spells(const std::filesystem::path& path);

// Either symbol, market_cap, as_of; or a column market_cap_usd_YYYY_MM_DD whose name tells the day.
// Rows without a number are left out.
base::Result<std::vector<MemberCap>> read_caps(const std::filesystem::path& path);

// Columns symbol (or ticker), as_of, shares (or shares_outstanding). Rows without a number are left
// out.
base::Result<std::vector<MemberShares>> read_shares(const std::filesystem::path& path);

}  // namespace market_data::source::csv
