#include "market_data/universe/html_tables.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace market_data::universe {
namespace {

using testing::ElementsAre;

std::vector<HtmlTable> tables_of(const std::string& page) {
    const auto read = html_tables(page);
    EXPECT_TRUE(read.ok()) << read.error().message;
    return read.ok() ? read.value() : std::vector<HtmlTable>{};
}

void refused(const std::string& page, const std::string& words) {
    const auto read = html_tables(page);
    ASSERT_FALSE(read.ok()) << words;
    EXPECT_EQ(read.error().code, base::ErrorCode::InvalidInput);
    EXPECT_NE(read.error().message.find(words), std::string::npos) << read.error().message;
}

TEST(HtmlTables, ReadsRowsAndTellsHeadersApart) {
    const auto tables = tables_of(
        "<p>x<table id='a'><tbody><tr><th>H</th><th>I</th></tr>"
        "<tr><th scope='row'>1</th><td>2</td></tr></tbody></table>"
        "<table><tr><td>z</td></tr></table>");
    ASSERT_EQ(tables.size(), 2U);
    EXPECT_EQ(tables[0].id, "a");
    EXPECT_EQ(tables[1].id, "");
    ASSERT_EQ(tables[0].rows.size(), 2U);
    EXPECT_TRUE(tables[0].rows[0].is_header);
    EXPECT_FALSE(tables[0].rows[1].is_header);
    EXPECT_THAT(tables[0].rows[0].cells, ElementsAre("H", "I"));
    EXPECT_THAT(tables[0].rows[1].cells, ElementsAre("1", "2"));
}

TEST(HtmlTables, GivesTheTextThatAReaderSees) {
    const auto tables = tables_of(
        "<table><tr><td><a href='x'>BRK.B</a>\n"
        "<sup id='r' class='reference'><a>[5]</a></sup></td>"
        "<td><span style='display: none'>000</span><style>.a{}</style>A&amp;B<br>C&nbsp;D"
        "<!-- not this --></td></tr></table>");
    ASSERT_EQ(tables.size(), 1U);
    EXPECT_THAT(tables[0].rows[0].cells, ElementsAre("BRK.B", "A&B C D"));
}

TEST(HtmlTables, RepeatsCellsThatSpanRowsAndColumns) {
    const auto tables = tables_of(
        "<table><tr><td rowspan=2>d</td><td colspan=2>ab</td><td rowspan='2'>r</td></tr>"
        "<tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table>");
    ASSERT_EQ(tables[0].rows.size(), 3U);
    EXPECT_THAT(tables[0].rows[0].cells, ElementsAre("d", "ab", "ab", "r"));
    EXPECT_THAT(tables[0].rows[1].cells, ElementsAre("d", "a", "b", "r"));
    EXPECT_THAT(tables[0].rows[2].cells, ElementsAre("1", "2"));
}

TEST(HtmlTables, TakesOddSpansForNone) {
    for (const char* span : {"0", "-1", "x", "", "99999999999999999999999"}) {
        const auto tables = tables_of(
            fmt::format("<table><tr><td colspan='{}'>a</td><td>b</td></tr></table>", span));
        EXPECT_THAT(tables[0].rows[0].cells, ElementsAre("a", "b")) << span;
    }
}

TEST(HtmlTables, KeepsATableInACellToItself) {
    const auto tables =
        tables_of("<table id=o><tr><td>a<table id=i><tr><td>b</td></tr></table></td></tr></table>");
    ASSERT_EQ(tables.size(), 2U);
    EXPECT_EQ(tables[0].rows.size(), 1U);
    EXPECT_THAT(tables[1].rows[0].cells, ElementsAre("b"));
}

TEST(HtmlTables, ReadsBrokenHtmlAsABrowserWould) {
    const auto tables = tables_of("<table><tr><td>a<td>b<tr><td>c</table><p>");
    ASSERT_EQ(tables.size(), 1U);
    ASSERT_EQ(tables[0].rows.size(), 2U);
    EXPECT_THAT(tables[0].rows[0].cells, ElementsAre("a", "b"));
    EXPECT_THAT(tables[0].rows[1].cells, ElementsAre("c"));
}

TEST(HtmlTables, HasNoneInAPageWithout) {
    EXPECT_TRUE(tables_of("<p>Nothing here</p>").empty());
    EXPECT_TRUE(tables_of("{\"error\": 1}").empty());
}

TEST(HtmlTables, RefusesWhatIsNoPage) {
    refused("", "no HTML");
}

TEST(HtmlTables, KeepsItsLimits) {
    refused(std::string(kPageBytesMax + 1, ' '), "more than 16777216");
    std::string rows;
    for (std::size_t i = 0; i <= kTableRowsMax; ++i) {
        rows += "<tr><td>a</td></tr>";
    }
    refused("<table id='t'>" + rows + "</table>", "table 't' row 5001: more than 5000 rows");
    refused("<table><tr><td colspan=64>a</td><td>b</td></tr></table>", "more than 64 columns");
    refused("<table><tr><td>" + std::string(kCellBytesMax + 1, 'a') + "</td></tr></table>",
            "row 1: column 1 has 4001 bytes, more than 4000");
}

TEST(HtmlTables, SurvivesPagesNestedDeeply) {
    constexpr int kDepth = 100'000;
    std::string page;
    for (int i = 0; i < kDepth; ++i) {
        page += "<div>";
    }
    static_cast<void>(html_tables(page));  // An answer or an error, no end of the process.
    for (int i = 0; i < kDepth; ++i) {
        page += "<table><tr><td>";
    }
    static_cast<void>(html_tables(page));
}

}  // namespace
}  // namespace market_data::universe
