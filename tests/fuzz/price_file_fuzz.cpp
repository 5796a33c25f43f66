// Price files, raw and turned back by two splits.
#include "fuzz/expectations.hpp"
#include "fuzz/memory_file.hpp"
#include "market_data/source/csv/price_file.hpp"

namespace {

using market_data::source::csv::PriceBasis;

constexpr base::TradingDate kToday{2024, 6, 14};

void read(const fuzz::MemoryFile& prices, const fuzz::MemoryFile& actions, PriceBasis basis) {
    const auto file = market_data::source::csv::read_price_file(
        prices.path(), {.basis = basis, .actions = actions.path(), .today = kToday});
    if (!file.ok()) {
        fuzz::expect_plain(file.error());
        return;
    }
    for (const auto& stock : file.value().stocks) {
        fuzz::expect_sound(stock, kToday);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const fuzz::MemoryFile prices(bytes, size);
    const fuzz::MemoryFile actions(
        "symbol,date,dividend,split\nA,2024-06-10,0.5,4\nA,2024-06-12,,0.125\n");
    read(prices, actions, PriceBasis::Raw);
    read(prices, actions, PriceBasis::SplitAdjusted);
    return 0;
}
