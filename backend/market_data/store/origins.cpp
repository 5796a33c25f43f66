#include "market_data/store/origins.hpp"

#include <zstd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/hash.hpp"

namespace market_data::store {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kBodyBytesMax = std::size_t{1} << 30U;

}  // namespace

PackedReply::PackedReply(const Reply& reply)
    : vendor(reply.vendor),
      url(reply.url),
      status(reply.status),
      sha256(base::sha256_hex(reply.body)),
      compressed(compress(reply.body)),
      received_at(reply.received_at),
      use(reply.use) {}

std::string rfc3339_utc(std::chrono::system_clock::time_point time) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

std::int64_t record_origin(SQLite::Database& database,
                           const Provenance& provenance,
                           std::size_t rows) {
    SQLite::Statement insert(database,
                             "INSERT INTO origin (finished_at, kind, file, sha256, rows, known_on) "
                             "VALUES (?, ?, ?, ?, ?, ?)");
    SQLite::bind(insert,
                 rfc3339_utc(provenance.recorded_at),
                 provenance.kind,
                 provenance.file,
                 provenance.sha256,
                 static_cast<std::int64_t>(rows),
                 bars::new_york_date(provenance.recorded_at).days_since_1970());
    insert.exec();
    return database.getLastInsertRowid();
}

std::int64_t record_reply(SQLite::Database& database,
                          const base::Ticker& ticker,
                          const PackedReply& reply) {
    const auto id = record_origin(database,
                                  {.kind = reply.vendor,
                                   .file = ticker.text(),
                                   .sha256 = reply.sha256,
                                   .recorded_at = reply.received_at},
                                  0);
    SQLite::Statement describe(
        database, "UPDATE origin SET url = ?, status = ?, is_comparison = ? WHERE id = ?");
    SQLite::bind(describe, reply.url, reply.status, reply.use == ReplyUse::Comparison ? 1 : 0, id);
    describe.exec();
    SQLite::Statement keep(database, "INSERT OR IGNORE INTO reply VALUES (?, ?)");
    keep.bind(1, reply.sha256);
    keep.bind(2, reply.compressed.data(), static_cast<int>(reply.compressed.size()));
    keep.exec();
    return id;
}

std::string compress(const std::string& body) {
    std::string compressed(ZSTD_compressBound(body.size()), '\0');
    const auto size = ZSTD_compress(
        compressed.data(), compressed.size(), body.data(), body.size(), ZSTD_CLEVEL_DEFAULT);
    CHECK(ZSTD_isError(size) == 0);  // Only for want of room or memory.
    compressed.resize(size);
    return compressed;
}

Result<std::string> decompress(const std::string& compressed) {
    const auto size = ZSTD_getFrameContentSize(compressed.data(), compressed.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN ||
        size > kBodyBytesMax) {
        return Error{ErrorCode::Corruption, "a kept reply is not what was written"};
    }
    std::string body(size, '\0');
    const auto got =
        ZSTD_decompress(body.data(), body.size(), compressed.data(), compressed.size());
    if (ZSTD_isError(got) != 0 || got != size) {
        return Error{ErrorCode::Corruption, "a kept reply is not what was written"};
    }
    return body;
}

}  // namespace market_data::store
