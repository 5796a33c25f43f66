#include "fuzz/vendor_fuzz.hpp"
#include "market_data/source/yahoo/yahoo.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    fuzz::parse_as_reply(market_data::source::yahoo::Yahoo{}, bytes, size);
    return 0;
}
