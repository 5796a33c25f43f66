#include "market_data/source/csv/csv_file.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backend/market_data/temporary_folder.hpp"
#include "base/file.hpp"

namespace market_data::source::csv {
namespace {

using base::ErrorCode;
using base::Result;
using Rows = std::vector<std::vector<std::string>>;

constexpr std::array<Column, 3> kColumns{
    {{.name = "symbol"}, {.name = "close"}, {.name = "note", .required = false}}};

void compress(const std::filesystem::path& path, const char* filter, std::string_view bytes) {
    archive* writer = archive_write_new();
    ASSERT_EQ(archive_write_add_filter_by_name(writer, filter), ARCHIVE_OK);
    archive_write_set_format_raw(writer);
    ASSERT_EQ(archive_write_open_filename(writer, path.c_str()), ARCHIVE_OK);
    archive_entry* entry = archive_entry_new();
    archive_entry_set_filetype(entry, AE_IFREG);
    ASSERT_EQ(archive_write_header(writer, entry), ARCHIVE_OK);
    ASSERT_EQ(archive_write_data(writer, bytes.data(), bytes.size()),
              static_cast<la_ssize_t>(bytes.size()));
    archive_entry_free(entry);
    archive_write_free(writer);
}

// Rows whose digits do not compress away, so that damage in the middle hits data.
std::string long_table() {
    std::string text = "symbol,close\n";
    std::uint64_t state = 1;
    for (int i = 0; i < 20'000; ++i) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        text += "AAPL," + std::to_string(state >> 24U) + "\n";
    }
    return text;
}

class CsvFileTest : public testing::Test {
protected:
    Result<Rows> read(const std::filesystem::path& path) {
        Rows rows;
        lines_.clear();
        TRY(read_rows(path, kColumns, [&](const Row& row) -> Result<void> {
            rows.push_back({row[0], row[1], row[2]});
            lines_.push_back(row.line());
            return {};
        }));
        return rows;
    }
    Result<Rows> read_text(std::string_view text) { return read(folder_.write("a.csv", text)); }

    // Expects a refusal that names the file, the line and `what`.
    void refuses(std::string_view text, std::size_t line, const std::string& what) {
        const auto rows = read_text(text);
        ASSERT_FALSE(rows.ok()) << text;
        EXPECT_EQ(rows.error().code, ErrorCode::InvalidInput);
        const std::string& message = rows.error().message;
        EXPECT_NE(message.find("a.csv:" + std::to_string(line) + ": "), std::string::npos)
            << message;
        EXPECT_NE(message.find(what), std::string::npos) << message;
    }

    TemporaryFolder folder_;
    std::vector<std::size_t> lines_;
};

const Rows kTwoRows{{"AAPL", "1.5", ""}, {"MSFT", "2", ""}};

TEST_F(CsvFileTest, ReadsThePlainFileByTheNamesInItsHeader) {
    EXPECT_EQ(read_text("symbol,close\nAAPL,1.5\nMSFT,2\n").value(), kTwoRows);
    EXPECT_EQ(lines_, (std::vector<std::size_t>{2, 3}));
    EXPECT_EQ(read_text("close,symbol\n1.5,AAPL\n2,MSFT\n").value(), kTwoRows);
    EXPECT_EQ(read_text("Symbol , CLOSE\nAAPL,1.5\nMSFT,2").value(), kTwoRows);
}

TEST_F(CsvFileTest, ReadsCompressedFilesAsTheyAre) {
    for (const char* filter : {"xz", "gzip", "zstd"}) {
        const auto path = folder_ / (std::string{"table."} + filter);
        compress(path, filter, "symbol,close\nAAPL,1.5\nMSFT,2\n");
        const auto rows = read(path);
        ASSERT_TRUE(rows.ok()) << filter << ": " << rows.error().message;
        EXPECT_EQ(rows.value(), kTwoRows) << filter;
    }
}

TEST_F(CsvFileTest, RefusesATruncatedArchive) {
    for (const char* filter : {"xz", "gzip", "zstd"}) {
        const auto path = folder_ / filter;
        compress(path, filter, long_table());
        ASSERT_EQ(read(path).value().size(), 20'000U) << filter;
        const auto size = std::filesystem::file_size(path);
        for (const auto kept : {size - 1, size - 6, size / 2, size / 10}) {
            std::filesystem::resize_file(path, kept);
            const auto rows = read(path);
            ASSERT_FALSE(rows.ok()) << filter << " cut to " << kept << " of " << size;
            EXPECT_EQ(rows.error().code, ErrorCode::InvalidInput);
            EXPECT_NE(rows.error().message.find("damaged or truncated"), std::string::npos)
                << rows.error().message;
        }
    }
}

// In .gz, too, where libarchive itself does not compare the checksum. Its .zst has none.
TEST_F(CsvFileTest, RefusesAnArchiveWithADamagedByte) {
    for (const char* filter : {"xz", "gzip"}) {
        const auto path = folder_ / filter;
        compress(path, filter, long_table());
        const std::string sound = base::read_file(path).value();
        for (std::size_t tenth = 1; tenth < 10; ++tenth) {
            std::string damaged = sound;
            char& byte = damaged[sound.size() * tenth / 10];
            byte = static_cast<char>(byte ^ 0x10);
            folder_.write(filter, damaged);
            EXPECT_FALSE(read(path).ok()) << filter << " at " << tenth << "/10";
        }
    }
}

TEST_F(CsvFileTest, UnderstandsQuotes) {
    const auto rows = read_text(
        "symbol,close,note\n\"AAPL\",1,\"a, b\"\nMSFT,2,\"say \"\"no\"\"\"\nKO,3,\"two\nlines\"\n"
        "F,4,\n");
    ASSERT_TRUE(rows.ok()) << rows.error().message;
    EXPECT_EQ(rows.value(),
              (Rows{{"AAPL", "1", "a, b"},
                    {"MSFT", "2", "say \"no\""},
                    {"KO", "3", "two\nlines"},
                    {"F", "4", ""}}));
    EXPECT_EQ(lines_, (std::vector<std::size_t>{2, 3, 4, 6}));
}

TEST_F(CsvFileTest, RefusesBrokenQuotesInTheirLine) {
    refuses("symbol,close\nAAPL,1\nMSFT,\"2\n", 3, "a quoted field is never closed");
    refuses("symbol,close\nAAPL,1\nMS\"FT,2\nKO,3\n", 3, "a quote where none may be");
}

TEST_F(CsvFileTest, SkipsBlankLinesAndCountsThem) {
    EXPECT_EQ(read_text("\nsymbol,close\n\nAAPL,1.5\n\n\nMSFT,2\n\n").value(), kTwoRows);
    EXPECT_EQ(lines_, (std::vector<std::size_t>{4, 7}));
}

TEST_F(CsvFileTest, CountsLinesThatEndInCarriageReturnAndLineFeedOnce) {
    EXPECT_EQ(read_text("symbol,close\r\nAAPL,1.5\r\n\r\nMSFT,2\r\n").value(), kTwoRows);
    EXPECT_EQ(lines_, (std::vector<std::size_t>{2, 4}));
}

TEST_F(CsvFileTest, IgnoresAByteOrderMarkBeforeTheHeader) {
    EXPECT_EQ(read_text("\xef\xbb\xbfsymbol,close\nAAPL,1.5\nMSFT,2\n").value(), kTwoRows);
    EXPECT_EQ(read_text("\xef\xbb\xbf\"symbol\",\"close\"\nAAPL,1.5\nMSFT,2\n").value(), kTwoRows);
}

TEST_F(CsvFileTest, NamesAMissingColumnAndTheHeader) {
    refuses("symbol,open\nAAPL,1\n", 1, "column 'close' is missing; the header has: symbol,open");
}

TEST_F(CsvFileTest, RefusesAColumnThatStandsTwice) {
    refuses("symbol,close,Close\nAAPL,1,2\n", 1, "column 'close' stands twice");
}

TEST_F(CsvFileTest, LeavesOutColumnsNobodyAskedFor) {
    EXPECT_EQ(read_text("x,symbol,y,close,z\n7,AAPL,7,1.5,7\n8,MSFT,8,2,8\n").value(), kTwoRows);
}

TEST_F(CsvFileTest, RefusesARowOfAnotherLength) {
    refuses("symbol,close\nAAPL,1\nMSFT\n", 3, "1 fields, the header has 2");
    refuses("symbol,close\nAAPL,1\nMSFT,2,3\n", 3, "3 fields, the header has 2");
}

TEST_F(CsvFileTest, RefusesAFileWithoutRows) {
    refuses("", 1, "the file is empty");
    refuses("\n\n", 1, "the file is empty");
    refuses("symbol,close\n", 2, "a header without rows");
}

TEST_F(CsvFileTest, RefusesABinaryFileInAShortMessageOfPlainCharacters) {
    std::string bytes;
    for (int i = 0; i < 100'000; ++i) {
        bytes += static_cast<char>(i * 7 % 251 + (i % 13));
    }
    const auto rows = read_text(bytes);
    ASSERT_FALSE(rows.ok());
    EXPECT_EQ(rows.error().code, ErrorCode::InvalidInput);
    EXPECT_LT(rows.error().message.size(), 500U);
    for (const char c : rows.error().message) {
        EXPECT_TRUE(c >= ' ' && c <= '~') << rows.error().message;
    }
    refuses("symbol,close\nAAPL," + std::string(5000, '1') + "\n", 2, "a field of 5000 bytes");
}

// What a message quotes of a file goes to a terminal, which obeys some of it.
TEST_F(CsvFileTest, QuotesAFileInPlainCharacters) {
    const auto result = [&]() -> Result<void> {
        return read_rows(folder_.write("a.csv", "symbol,close\n\x1b[2J\xff,1\n"),
                         kColumns,
                         [](const Row& row) -> Result<void> { return row.error(row[0]); });
    }();
    ASSERT_FALSE(result.ok());
    EXPECT_TRUE(result.error().message.ends_with("a.csv:2: ?[2J?")) << result.error().message;
}

TEST_F(CsvFileTest, RefusesAFieldThatNeverEnds) {
    refuses(std::string(400'000, 'x'), 1, "a field of over 262144 bytes");
    refuses("symbol,close\n\"" + std::string(800'000, '\n'), 2, "a field of over 262144 bytes");
}

TEST_F(CsvFileTest, RefusesAHeaderOfThousandsOfColumns) {
    refuses(std::string(5000, ','), 1, "more than 1000 columns");
}

// libarchive would start a program of that name for the second.
TEST_F(CsvFileTest, ReadsNoOtherCompression) {
    const auto packed = folder_ / "table.bz2";
    compress(packed, "bzip2", "symbol,close\nAAPL,1.5\n");
    EXPECT_FALSE(read(packed).ok());
    EXPECT_FALSE(read_text(std::string{"LRZI\0\6", 6} + std::string(100, 'x')).ok());
}

TEST_F(CsvFileTest, SaysWhenAFileCannotBeOpened) {
    const auto rows = read(folder_ / "missing.csv");
    ASSERT_FALSE(rows.ok());
    EXPECT_EQ(rows.error().code, ErrorCode::Usage);
    EXPECT_NE(rows.error().message.find("missing.csv"), std::string::npos);
}

TEST_F(CsvFileTest, StopsAtTheFirstErrorOfTheCallback) {
    const auto path = folder_.write("a.csv", "symbol,close\nAAPL,1\nMSFT,x\nKO,y\n");
    int rows = 0;
    const auto result = read_rows(path, kColumns, [&](const Row& row) -> Result<void> {
        ++rows;
        TRY_ASSIGN([[maybe_unused]] const double close, row.number(1, "close"));
        return {};
    });
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(rows, 2);
    EXPECT_NE(result.error().message.find("a.csv:3: close 'x' is not a number"), std::string::npos)
        << result.error().message;
}

TEST_F(CsvFileTest, TakesFiniteNumbersOnly) {
    for (const char* text : {"nan", "inf", "-inf", "1e999", "1,5", "0x1", "1.5 USD", "", "-"}) {
        const auto path =
            folder_.write("a.csv", std::string{"symbol,close\nAAPL,\""} + text + "\"\n");
        const auto result = read_rows(path, kColumns, [](const Row& row) -> Result<void> {
            TRY_ASSIGN([[maybe_unused]] const double close, row.number(1, "close"));
            return {};
        });
        EXPECT_FALSE(result.ok()) << text;
    }
}

TEST_F(CsvFileTest, ReadsTheHeaderAloneInLowerCase) {
    const auto path = folder_.write("a.csv", "\xef\xbb\xbfSymbol, Market_Cap\nAAPL,1\n");
    EXPECT_EQ(read_header(path).value(), (std::vector<std::string>{"symbol", "market_cap"}));
    EXPECT_FALSE(read_header(folder_.write("empty.csv", "")).ok());
    EXPECT_FALSE(read_header(folder_.write("blank.csv", "\n\n")).ok());
}

}  // namespace
}  // namespace market_data::source::csv
