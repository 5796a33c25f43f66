// A page in the structure of Wikipedia's "List of S&P 500 companies", with made-up members.
#pragma once

#include <string>
#include <vector>

#include <fmt/format.h>

namespace market_data::universe {

// One row of the table of members.
inline std::string member_row(std::string_view symbol,
                              std::string_view name,
                              std::string_view sector) {
    return fmt::format(
        "<tr>\n<td><a rel=\"nofollow\" class=\"external text\" href=\"https://x/\">{0}</a>\n"
        "</td>\n<td><a href=\"/wiki/x\">{1}</a></td>\n<td>{2}</td>\n<td>Sub-industry</td>\n"
        "<td><a>Saint Paul, Minnesota</a></td>\n<td>1957-03-04</td>\n<td>0000066740</td>\n"
        "<td>1902</td></tr>\n",
        symbol,
        name,
        sector);
}

// One row of the table of changes.
inline std::string change_row(std::string_view date,
                              std::string_view added,
                              std::string_view removed) {
    return fmt::format(
        "<tr>\n<td>{0}\n</td>\n<td>{1}</td>\n<td>{1} name</td>\n<td>{2}\n</td>\n<td>{2} name</td>\n"
        "<td>Market capitalization change.<sup id=\"cite_ref-7\" class=\"reference\"><a>[7]</a>"
        "</sup></td></tr>\n",
        date,
        added,
        removed);
}

inline std::string page_of(const std::string& members, const std::string& changes) {
    return "<!DOCTYPE html>\n<html><head><title>List</title></head><body>\n"
           "<table class=\"wikitable\"><tr><th>Other</th></tr></table>\n"
           "<table class=\"wikitable sortable\" id=\"constituents\">\n<tbody><tr>\n"
           "<th><a href=\"/wiki/Ticker_symbol\">Symbol</a>\n</th>\n<th>Security</th>\n"
           "<th><a>GICS</a> Sector</th>\n<th>GICS Sub-Industry</th>\n<th>Headquarters "
           "Location</th>\n"
           "<th>Date added</th>\n<th><a>CIK</a></th>\n<th>Founded\n</th></tr>\n" +
           members +
           "</tbody></table>\n<h2>Selected changes</h2>\n"
           "<table class=\"wikitable sortable\" id=\"changes\">\n<tbody><tr>\n"
           "<th rowspan=\"2\">Effective Date</th>\n<th colspan=\"2\">Added</th>\n"
           "<th colspan=\"2\">Removed</th>\n<th rowspan=\"2\">Reason\n</th></tr>\n<tr>\n"
           "<th>Ticker</th>\n<th>Security</th>\n<th>Ticker</th>\n<th>Security\n</th></tr>\n" +
           changes + "</tbody></table></body></html>\n";
}

// `count` members A000, A001, ... named "Company 000", ..., in Energy.
inline std::string many_members(std::size_t count) {
    std::string rows;
    for (std::size_t i = 0; i < count; ++i) {
        rows += member_row(fmt::format("A{:03}", i), fmt::format("Company {:03}", i), "Energy");
    }
    return rows;
}

}  // namespace market_data::universe
