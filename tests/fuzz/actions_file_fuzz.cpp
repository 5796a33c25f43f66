// Actions files, beside one sound bar.
#include "fuzz/expectations.hpp"
#include "fuzz/memory_file.hpp"
#include "market_data/source/csv/price_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using market_data::source::csv::PriceBasis;
    constexpr base::TradingDate kToday{2024, 6, 14};
    const fuzz::MemoryFile prices(
        "symbol,date,open,high,low,close,volume\nA,2024-06-10,10,12,9,11,100\n");
    const fuzz::MemoryFile actions(bytes, size);
    for (const auto basis : {PriceBasis::Raw, PriceBasis::SplitAdjusted}) {
        const auto file = market_data::source::csv::read_price_file(
            prices.path(), {.basis = basis, .actions = actions.path(), .today = kToday});
        if (file.ok()) {
            fuzz::expect_sound(file.value().stocks.at(0), kToday);
        } else {
            fuzz::expect_plain(file.error());
        }
    }
    return 0;
}
