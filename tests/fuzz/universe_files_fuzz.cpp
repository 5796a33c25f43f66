// The three kinds of universe files.
#include <cmath>

#include "base/check.hpp"
#include "fuzz/expectations.hpp"
#include "fuzz/memory_file.hpp"
#include "market_data/source/csv/universe_files.hpp"

namespace {

void read_all(const std::filesystem::path& path) {
    if (const auto members = market_data::source::csv::read_members(path); !members.ok()) {
        fuzz::expect_plain(members.error());
    }
    if (const auto spells = market_data::source::csv::read_spells(path); spells.ok()) {
        for (const auto& spell : spells.value()) {
            CHECK(!spell.end || *spell.end > spell.first);
        }
    } else {
        fuzz::expect_plain(spells.error());
    }
    if (const auto caps = market_data::source::csv::read_caps(path); caps.ok()) {
        for (const auto& cap : caps.value()) {
            CHECK(std::isfinite(cap.usd) && cap.usd > 0.0);
        }
    } else {
        fuzz::expect_plain(caps.error());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    read_all(fuzz::MemoryFile(bytes, size).path());
    return 0;
}
