// Screening: the last look at what a source brings before it is stored.
#pragma once

#include <string>

#include "market_data/quality/comparison.hpp"
#include "market_data/quality/doubts.hpp"
#include "market_data/reader/reader.hpp"
#include "market_data/source/stock_prices.hpp"
#include "market_data/store/types.hpp"

namespace market_data::app {

// What a source says, in the words of the store.
store::StockUpdate update_of(source::StockPrices prices);

// Moves the doubted bars of `update` into its quarantine. `origin`: what messages name.
void hold_back(store::StockUpdate& update,
               const std::vector<quality::Doubt>& doubts,
               const std::string& origin);

// Holds back what quality::doubtful_bars doubts, with the stored bars before the new ones as the
// ground. `stored`: nothing while there is no store yet.
base::Result<void> screen(store::StockUpdate& update,
                          const Reader* stored,
                          const std::string& origin);

// What a second vendor says of the same stock.
struct OtherVendor {
    std::string name;
    quality::Closes closes;
    double difference_max;  // Of two closes, as a fraction.
};

// A vendor's reply as it is to be stored: screened, compared where there is another vendor, and
// telling all actions between its first and its last bar.
base::Result<store::StockUpdate> screened_reply(source::StockPrices prices,
                                                const Reader& stored,
                                                const std::string& vendor,
                                                const OtherVendor* other);

// Whether an action of the update stands a few days before its window too: the vendor has moved it,
// and only a longer answer can tell that the old one is gone.
base::Result<bool> is_told_anew(const store::StockUpdate& update, const Reader& stored);

quality::Closes closes_of(const source::StockPrices& prices);

}  // namespace market_data::app
