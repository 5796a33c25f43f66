// Wikipedia's page "List of S&P 500 companies": who belongs to the index today, and what changed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "market_data/universe/member.hpp"

namespace market_data::universe {

inline constexpr std::string_view kWikipediaPath = "/wiki/List_of_S%26P_500_companies";

// A row of the table of members. What the page leaves empty is empty here.
struct PageMember {
    base::Ticker ticker;
    std::string name;
    std::string sector;  // One of sectors.hpp, or empty with a fault.
    std::string sub_industry;
    std::string headquarters;
    std::optional<base::TradingDate> added;
    std::string cik;      // The company's number at the SEC.
    std::string founded;  // Years, with remarks.
};

// A row of the table of changes.
struct PageChange {
    base::TradingDate date;  // The first day it holds.
    std::optional<base::Ticker> added;
    std::string added_name;
    std::optional<base::Ticker> removed;
    std::string removed_name;
    std::string reason;
};

// A row, or a part of one, that was left out.
struct PageFault {
    bool in_members;   // Else among the changes.
    std::string text;  // Table, row (counted from 1 after the header), value: for messages.
};

struct WikipediaPage {
    std::vector<PageMember> members;  // As they stand there, each ticker once.
    std::vector<PageChange> changes;
    std::vector<PageFault> faults;
};

// Reads the page as the site sends it. Odd rows become faults; InvalidInput when there is no table
// of members or none of changes, one lacks a column, or a limit of html_tables.hpp is passed.
base::Result<WikipediaPage> parse_wikipedia(std::string_view html);

}  // namespace market_data::universe
