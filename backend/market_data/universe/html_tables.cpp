#include "market_data/universe/html_tables.hpp"

#include <algorithm>
#include <libxml/HTMLparser.h>
#include <libxml/tree.h>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "market_data/universe/ascii.hpp"

namespace market_data::universe {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

struct FreeDocument {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

std::string_view text_of(const xmlChar* text) {
    return text == nullptr ? std::string_view{}
                           : std::string_view{reinterpret_cast<const char*>(text)};
}

bool is_element(const xmlNode& node, std::string_view name) {
    return node.type == XML_ELEMENT_NODE && text_of(node.name) == name;
}

std::string attribute(const xmlNode& node, std::string_view name) {
    for (const xmlAttr* item = node.properties; item != nullptr; item = item->next) {
        if (text_of(item->name) == name && item->children != nullptr) {
            return std::string{text_of(item->children->content)};
        }
    }
    return {};
}

// Calls `visit` for the nodes below `root` in the page's order; where it says false, what lies
// below is passed over. A loop, because pages nest as deep as they like.
template <typename Visit>
void walk(const xmlNode& root, Visit&& visit) {
    const xmlNode* node = root.children;
    while (node != nullptr) {
        const bool enter = visit(*node);
        if (enter && node->type == XML_ELEMENT_NODE && node->children != nullptr) {
            node = node->children;
            continue;
        }
        while (node != &root && node->next == nullptr) {
            node = node->parent;
        }
        node = node == &root ? nullptr : node->next;
    }
}

bool is_hidden(const xmlNode& node) {
    if (node.type != XML_ELEMENT_NODE) {
        return false;
    }
    if (is_element(node, "style") || is_element(node, "script")) {
        return true;
    }
    if (is_element(node, "sup") &&
        attribute(node, "class").find("reference") != std::string::npos) {
        return true;
    }
    std::string style = attribute(node, "style");
    std::erase(style, ' ');
    return style.find("display:none") != std::string::npos;
}

std::string seen_text(const xmlNode& cell) {
    std::string text;
    walk(cell, [&](const xmlNode& node) {
        if (node.type == XML_TEXT_NODE) {
            text += text_of(node.content);
        } else if (is_element(node, "br") || is_element(node, "p") || is_element(node, "li")) {
            text += ' ';
        }
        return !is_hidden(node);
    });
    return ascii(text);
}

// rowspan or colspan: 1 unless a number from 1 to `most` stands there.
std::size_t span_of(const xmlNode& cell, std::string_view name, std::size_t most) {
    std::size_t span = 0;
    for (const char c : attribute(cell, name)) {
        if (c < '0' || c > '9' || span > most) {
            return 1;
        }
        span = span * 10 + static_cast<std::size_t>(c - '0');
    }
    return span == 0 ? 1 : std::min(span, most);
}

// Puts the cells of one table into its grid, row by row.
class GridBuilder {
public:
    explicit GridBuilder(std::string id) { table_.id = std::move(id); }

    Result<void> add_row(const xmlNode& row) {
        if (table_.rows.size() == kTableRowsMax) {
            return error(fmt::format("more than {} rows", kTableRowsMax));
        }
        cells_.clear();
        bool has_cell = false;
        bool is_header = true;
        std::size_t column = 0;
        for (const xmlNode* cell = row.children; cell != nullptr; cell = cell->next) {
            const bool is_header_cell = is_element(*cell, "th");
            if (!is_header_cell && !is_element(*cell, "td")) {
                continue;
            }
            has_cell = true;
            is_header = is_header && is_header_cell;
            column = fill_hanging(column);
            TRY(add_cell(*cell, column));
            column += span_of(*cell, "colspan", kTableColumnsMax);
        }
        fill_hanging(column);
        if (has_cell) {
            table_.rows.push_back({.is_header = is_header, .cells = cells_});
        }
        return {};
    }

    HtmlTable take() && { return std::move(table_); }

private:
    struct Hanging {
        std::size_t rows_left;
        std::string text;
    };

    Error error(std::string_view what) const {
        return Error{ErrorCode::InvalidInput,
                     fmt::format("table '{}' row {}: {}", table_.id, table_.rows.size() + 1, what)};
    }

    // Continues the cells of earlier rows that reach into this one; the next free column.
    std::size_t fill_hanging(std::size_t column) {
        for (auto found = hanging_.find(column); found != hanging_.end();
             found = hanging_.find(column)) {
            set(column++, found->second.text);
            if (--found->second.rows_left == 0) {
                hanging_.erase(found);
            }
        }
        return column;
    }

    Result<void> add_cell(const xmlNode& cell, std::size_t column) {
        const std::string text = seen_text(cell);
        if (text.size() > kCellBytesMax) {
            return error(fmt::format(
                "column {} has {} bytes, more than {}", column + 1, text.size(), kCellBytesMax));
        }
        const std::size_t columns = span_of(cell, "colspan", kTableColumnsMax);
        const std::size_t rows = span_of(cell, "rowspan", kTableRowsMax);
        if (column + columns > kTableColumnsMax) {
            return error(fmt::format("more than {} columns", kTableColumnsMax));
        }
        for (std::size_t i = column; i < column + columns; ++i) {
            set(i, text);
            if (rows > 1) {
                hanging_[i] = {.rows_left = rows - 1, .text = text};
            }
        }
        return {};
    }

    void set(std::size_t column, const std::string& text) {
        if (cells_.size() <= column) {
            cells_.resize(column + 1);
        }
        cells_[column] = text;
    }

    HtmlTable table_;
    std::vector<std::string> cells_;          // Of the row at hand.
    std::map<std::size_t, Hanging> hanging_;  // By column.
};

Result<HtmlTable> table_of(const xmlNode& table) {
    GridBuilder builder(attribute(table, "id"));
    Result<void> outcome;
    walk(table, [&](const xmlNode& node) {
        if (is_element(node, "tr") && outcome.ok()) {
            outcome = builder.add_row(node);
        }
        // A table in a cell is one of its own.
        return !is_element(node, "tr") && !is_element(node, "table");
    });
    TRY(std::move(outcome));
    return std::move(builder).take();
}

}  // namespace

Result<std::vector<HtmlTable>> html_tables(std::string_view page) {
    if (page.size() > kPageBytesMax) {
        return Error{
            ErrorCode::InvalidInput,
            fmt::format("the page has {} bytes, more than {}", page.size(), kPageBytesMax)};
    }
    const std::unique_ptr<xmlDoc, FreeDocument> document{htmlReadMemory(
        page.data(),
        static_cast<int>(page.size()),
        nullptr,
        "UTF-8",
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET)};
    const xmlNode* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
    if (root == nullptr) {
        return Error{ErrorCode::InvalidInput, "the page is no HTML"};
    }
    std::vector<HtmlTable> tables;
    Result<void> outcome;
    walk(*root, [&](const xmlNode& node) {
        if (is_element(node, "table") && outcome.ok()) {
            auto table = table_of(node);
            if (table.ok()) {
                tables.push_back(std::move(table).value());
            } else {
                outcome = std::move(table).take_error();
            }
        }
        return outcome.ok();
    });
    TRY(std::move(outcome));
    return tables;
}

}  // namespace market_data::universe
