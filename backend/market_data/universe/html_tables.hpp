// The tables of an HTML page as grids of text. The one file that knows the HTML library.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace market_data::universe {

inline constexpr std::size_t kPageBytesMax = std::size_t{16} << 20U;
inline constexpr std::size_t kTableRowsMax = 5000;
inline constexpr std::size_t kTableColumnsMax = 64;
inline constexpr std::size_t kCellBytesMax = 4000;

struct HtmlRow {
    bool is_header;                  // All its own cells are header cells.
    std::vector<std::string> cells;  // One a column: a cell that spans several stands in each.
};

struct HtmlTable {
    std::string id;  // Empty when it has none.
    std::vector<HtmlRow> rows;
};

// Every table of the page, in order. A cell's text is what a reader sees, as ascii() writes it:
// without footnote marks, hidden sort keys, styles and scripts. Broken HTML is read as a browser
// would. InvalidInput for a page, table or cell above the limits.
base::Result<std::vector<HtmlTable>> html_tables(std::string_view page);

}  // namespace market_data::universe
