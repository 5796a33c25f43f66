// Origins: the record of what brought values into the store, and the replies kept beside it.
#pragma once

#include <cstdint>
#include <string>

#include "base/sqlite.hpp"
#include "market_data/store/types.hpp"

namespace market_data::store {

std::string rfc3339_utc(std::chrono::system_clock::time_point time);

// Adds a row and gives its id. `rows`: how many values it brought, as far as that is known.
std::int64_t record_origin(SQLite::Database& database,
                           const Provenance& provenance,
                           std::size_t rows);
// The same for a reply about `ticker`, whose body is kept, compressed.
std::int64_t record_reply(SQLite::Database& database,
                          const base::Ticker& ticker,
                          const PackedReply& reply);

// zstd at its default level, and back. REQUIRES: `compressed` came from compress().
std::string compress(const std::string& body);
base::Result<std::string> decompress(const std::string& compressed);

}  // namespace market_data::store
