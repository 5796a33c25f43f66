#include "market_data/source/csv/csv_file.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <csv.h>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <zlib.h>

#include <fmt/format.h>

#include "base/bounded_queue.hpp"

namespace market_data::source::csv {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 18;
constexpr std::size_t kFieldBytesMax = 4096;  // Nothing of ours is longer; a binary file is.
constexpr std::size_t kHeaderFieldsMax = 1000;
constexpr std::size_t kHeaderShownMax = 200;  // Characters of a header in a message.
constexpr std::size_t kShownMax = 400;        // Characters of a message, without its place.

// Plain ASCII and short: what is quoted may be binary, or hold what a terminal obeys.
std::string shown(std::string_view text, std::size_t size_max) {
    std::string plain{text.substr(0, size_max)};
    std::ranges::replace_if(
        plain, [](char c) { return c < ' ' || c > '~'; }, '?');
    return text.size() > size_max ? plain + "..." : plain;
}

Error broken(const std::filesystem::path& path, std::size_t line, std::string_view what) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("{}:{}: {}", path.string(), line, shown(what, kShownMax))};
}

std::string normalized(std::string_view name) {
    std::string text;
    for (const char c : name) {
        if (c != ' ' && c != '\t') {
            text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return text;
}

// libarchive 3.6 reads past the checksum at the end of a .gz without comparing it, so a flipped bit
// could become another price. zlib compares it. Files of other kinds are left alone.
Result<void> verify_gzip(const std::filesystem::path& path) {
    const std::unique_ptr<gzFile_s, decltype(&gzclose_r)> file(gzopen(path.c_str(), "rb"),
                                                               &gzclose_r);
    std::vector<char> chunk(kChunkBytes);
    int bytes = 1;
    while (file != nullptr && bytes > 0 && gzdirect(file.get()) == 0) {
        bytes = gzread(file.get(), chunk.data(), static_cast<unsigned>(chunk.size()));
    }
    int status = Z_OK;
    const char* reason = file != nullptr ? gzerror(file.get(), &status) : "";
    if (status == Z_OK || status == Z_STREAM_END) {
        return {};
    }
    return broken(path, 1, fmt::format("the file is damaged or truncated: {}", reason));
}

// The decompressed bytes of a file, in chunks.
class ByteStream {
public:
    static Result<ByteStream> open(const std::filesystem::path& path) {
        ByteStream stream{path};
        // Not all that libarchive knows: for some it would start another program.
        archive_read_support_filter_gzip(stream.archive_.get());
        archive_read_support_filter_xz(stream.archive_.get());
        archive_read_support_filter_zstd(stream.archive_.get());
        archive_read_support_format_raw(stream.archive_.get());
        archive_read_support_format_empty(stream.archive_.get());
        if (::access(path.c_str(), R_OK) != 0) {
            return Error{
                ErrorCode::Usage,
                fmt::format("{}: cannot be opened: {}", path.string(), std::strerror(errno))};
        }
        if (archive_read_open_filename(stream.archive_.get(), path.c_str(), kChunkBytes) !=
            ARCHIVE_OK) {
            return stream.damaged(1);
        }
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(stream.archive_.get(), &entry);
        if (status == ARCHIVE_EOF) {
            return broken(path, 1, "the file is empty");
        }
        if (status != ARCHIVE_OK) {
            return stream.damaged(1);
        }
        return stream;
    }

    // The next bytes, none at the end; nothing when the file is damaged.
    std::optional<std::string> next() {
        std::string chunk(kChunkBytes, '\0');
        const auto bytes = archive_read_data(archive_.get(), chunk.data(), chunk.size());
        if (bytes < 0) {
            return std::nullopt;
        }
        chunk.resize(static_cast<std::size_t>(bytes));
        return chunk;
    }

    // REQUIRES: the last call of the others said so.
    Error damaged(std::size_t line) const {
        return broken(path_, line, fmt::format("the file is damaged or truncated: {}", reason()));
    }

private:
    explicit ByteStream(std::filesystem::path path)
        : path_(std::move(path)), archive_(archive_read_new(), &archive_read_free) {}

    std::string reason() const {
        const char* text = archive_error_string(archive_.get());
        return text != nullptr ? text : "unknown reason";
    }

    std::filesystem::path path_;
    std::unique_ptr<archive, decltype(&archive_read_free)> archive_;
};

constexpr std::size_t kChunksWaitingMax = 4;

// A ByteStream read on a thread of its own, as unpacking takes as long as what is done with it.
class ChunkReader {
public:
    explicit ChunkReader(ByteStream stream)
        : stream_(std::move(stream)), thread_([this] { read(); }) {}
    ChunkReader(const ChunkReader&) = delete;
    ChunkReader& operator=(const ChunkReader&) = delete;
    ~ChunkReader() { chunks_.close(); }

    // The next bytes, none at the end, which is the last call. `line`: where the reader of them
    // stands, for errors.
    Result<std::string> next(std::size_t line) {
        auto chunk = chunks_.pop();
        CHECK(chunk.has_value());  // Asked for more after the end.
        if (!*chunk) {
            return stream_.damaged(line);
        }
        return std::move(**chunk);
    }

private:
    void read() {
        bool goes_on = true;
        while (goes_on) {
            auto chunk = stream_.next();
            const bool is_last = !chunk || chunk->empty();
            goes_on = chunks_.push(std::move(chunk)) && !is_last;
        }
        chunks_.close();
    }

    ByteStream stream_;
    base::BoundedQueue<std::optional<std::string>> chunks_{kChunksWaitingMax};
    std::jthread thread_;
};

// Collects what libcsv calls back with: the header first, then rows by the columns asked for.
class RowCollector {
public:
    RowCollector(const std::filesystem::path& path,
                 std::span<const Column> columns,
                 const std::function<Result<void>(const Row&)>& each)
        : path_(path), columns_(columns), each_(each), fields_(columns.size()) {}

    void add_field(std::string_view field) {
        if (field.size() > kFieldBytesMax) {
            fail(fmt::format("a field of {} bytes; is this a CSV file?", field.size()));
            return;
        }
        if (header_.empty() && field_count_ == kHeaderFieldsMax) {
            fail(fmt::format("more than {} columns; is this a CSV file?", kHeaderFieldsMax));
            return;
        }
        if (header_.empty()) {
            header_line_.push_back(normalized(field));
        } else if (field_count_ < target_of_.size() && target_of_[field_count_]) {
            fields_[*target_of_[field_count_]].assign(field);
        }
        ++field_count_;
        ++fields_seen_;
        lines_in_fields_ += static_cast<std::size_t>(std::ranges::count(field, '\n'));
    }

    // `terminator`: '\r', '\n', or -1 at the end of the file.
    void end_row(int terminator) {
        const bool is_rest_of_crlf = field_count_ == 0 && terminator == '\n' && after_cr_;
        after_cr_ = terminator == '\r';
        if (is_rest_of_crlf) {
            return;
        }
        if (!error_ && field_count_ > 0) {  // A blank line says nothing.
            take_row(field_count_);
        }
        line_ += 1 + lines_in_fields_;
        lines_in_fields_ = 0;
        field_count_ = 0;
    }

    void fail(std::string_view what) {
        if (!error_) {
            error_ = broken(path_, line_, what);
        }
    }

    const std::optional<Error>& error() const { return error_; }
    const std::vector<std::string>& header() const { return header_; }
    std::size_t line() const { return line_; }
    std::size_t rows() const { return rows_; }
    // Fields and blank lines so far: what tells that the bytes lead somewhere.
    std::size_t steps() const { return fields_seen_ + line_; }

private:
    void take_row(std::size_t count) {
        if (header_.empty()) {
            take_header();
        } else if (count != header_.size()) {
            fail(fmt::format("{} fields, the header has {}", count, header_.size()));
        } else {
            ++rows_;
            if (auto result = each_(Row{path_, line_, fields_}); !result.ok()) {
                error_ = std::move(result).take_error();
            }
        }
    }

    void take_header() {
        header_ = header_line_;
        target_of_.assign(header_.size(), std::nullopt);
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            const auto found = std::ranges::find(header_, columns_[c].name);
            if (found != header_.end()) {
                target_of_[static_cast<std::size_t>(found - header_.begin())] = c;
            } else if (columns_[c].required) {
                fail(fmt::format(
                    "column '{}' is missing; the header has: {}",
                    columns_[c].name,
                    shown(fmt::format("{}", fmt::join(header_, ",")), kHeaderShownMax)));
            }
            if (std::ranges::count(header_, columns_[c].name) > 1) {
                fail(fmt::format("column '{}' stands twice", columns_[c].name));
            }
        }
    }

    const std::filesystem::path& path_;
    std::span<const Column> columns_;
    const std::function<Result<void>(const Row&)>& each_;
    std::vector<std::string> header_line_;
    std::vector<std::string> header_;
    std::vector<std::optional<std::size_t>> target_of_;  // By field of the file.
    std::vector<std::string> fields_;
    std::size_t field_count_ = 0;
    std::size_t fields_seen_ = 0;
    std::size_t line_ = 1;  // Where the current row begins.
    std::size_t lines_in_fields_ = 0;
    bool after_cr_ = false;
    std::size_t rows_ = 0;
    std::optional<Error> error_;
};

void on_field(void* bytes, std::size_t size, void* collector) {
    static_cast<RowCollector*>(collector)->add_field({static_cast<const char*>(bytes), size});
}

void on_row(int terminator, void* collector) {
    static_cast<RowCollector*>(collector)->end_row(terminator);
}

// A csv_parser that frees itself.
class Parser {
public:
    Parser() { csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL); }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    ~Parser() { csv_free(&parser_); }

    bool parse(std::string_view bytes, RowCollector& collector) {
        return csv_parse(&parser_, bytes.data(), bytes.size(), on_field, on_row, &collector) ==
               bytes.size();
    }
    bool finish(RowCollector& collector) {
        return csv_fini(&parser_, on_field, on_row, &collector) == 0;
    }

private:
    csv_parser parser_{};
};

void feed(Parser& parser, std::string_view bytes, RowCollector& collector) {
    const auto steps_before = collector.steps();
    if (!parser.parse(bytes, collector)) {
        collector.fail("a quote where none may be");
    }
    // The parser holds a field until its end, which may never come.
    if (bytes.size() > kFieldBytesMax && collector.steps() == steps_before) {
        collector.fail(fmt::format("a field of over {} bytes; is this a CSV file?", bytes.size()));
    }
}

Result<void> parse_file(const std::filesystem::path& path,
                        RowCollector& collector,
                        bool header_only) {
    constexpr std::string_view kBom = "\xef\xbb\xbf";
    TRY_ASSIGN(auto stream, ByteStream::open(path));
    if (!header_only) {
        TRY(verify_gzip(path));
    }
    ChunkReader reader(std::move(stream));
    Parser parser;
    bool at_start = true;
    while (!collector.error() && !(header_only && !collector.header().empty())) {
        TRY_ASSIGN(const auto chunk, reader.next(collector.line()));
        if (chunk.empty()) {
            if (!parser.finish(collector)) {
                collector.fail("a quoted field is never closed");
            }
            break;
        }
        std::string_view bytes = chunk;
        if (std::exchange(at_start, false) && bytes.starts_with(kBom)) {
            bytes.remove_prefix(kBom.size());
        }
        feed(parser, bytes, collector);
    }
    if (collector.error()) {
        return *collector.error();
    }
    return {};
}

}  // namespace

std::string Row::place() const {
    return fmt::format("{}:{}", path_->string(), line_);
}

Error Row::error(std::string_view what) const {
    return broken(*path_, line_, what);
}

Result<double> Row::number(std::size_t column, std::string_view name) const {
    const std::string& text = fields_[column];
    double value = 0.0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        return error(fmt::format("{} '{}' is not a number", name, text));
    }
    return value;
}

Result<std::vector<std::string>> read_header(const std::filesystem::path& path) {
    const std::function<Result<void>(const Row&)> ignore = [](const Row&) {
        return Result<void>{};
    };
    RowCollector collector(path, {}, ignore);
    TRY(parse_file(path, collector, true));
    if (collector.header().empty()) {
        return broken(path, 1, "the file is empty");
    }
    return collector.header();
}

Result<void> read_rows(const std::filesystem::path& path,
                       std::span<const Column> columns,
                       const std::function<Result<void>(const Row&)>& each) {
    RowCollector collector(path, columns, each);
    TRY(parse_file(path, collector, false));
    if (collector.header().empty()) {
        return broken(path, 1, "the file is empty");
    }
    if (collector.rows() == 0) {
        return broken(path, collector.line(), "a header without rows");
    }
    return {};
}

}  // namespace market_data::source::csv
