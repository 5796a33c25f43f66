// Vendor update: asks a live vendor about many stocks at once and stores each answer as it comes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "market_data/app/screening.hpp"
#include "market_data/app/settings.hpp"
#include "market_data/reader/reader.hpp"
#include "market_data/source/vendor.hpp"
#include "market_data/store/store.hpp"

namespace market_data::app {

// One stock and how far back it is asked for.
struct Wish {
    base::Ticker ticker;
    base::TradingDate since;
};

struct Failure {
    base::Ticker ticker;
    base::Error error;
};

struct UpdateCounts {
    std::size_t asked = 0;
    std::size_t fetched = 0;    // Replies of use.
    std::size_t unchanged = 0;  // Of them those that brought nothing new.
    std::vector<Failure> failures;
    store::PriceCounts prices;
    // What is asked a second time, from the beginning: a split that was known before is told
    // otherwise, so that the bars before the window are in doubt, or an action has moved into it.
    std::vector<Wish> ask_whole;
};

// What an update works with. All is lent for its duration.
struct UpdateRun {
    const source::Vendor& vendor;
    const Settings& settings;
    bool is_local;  // The vendor is a server on this machine: no pace to keep.
    const Reader& stored;
    store::Store& store;
    base::TradingDate last_finished;             // No later bar is complete.
    std::map<base::Ticker, OtherVendor> others;  // By stock; empty without a second vendor.
};

// What a second vendor told, and about which stocks it did not.
struct Comparison {
    std::map<base::Ticker, OtherVendor> others;
    std::vector<Failure> failures;
};

// While this lives, Ctrl-C stops between two replies instead of in the middle of one. There is one
// a process.
class StopOnInterrupt {
public:
    StopOnInterrupt();
    StopOnInterrupt(const StopOnInterrupt&) = delete;
    StopOnInterrupt& operator=(const StopOnInterrupt&) = delete;
    StopOnInterrupt(StopOnInterrupt&&) = delete;
    StopOnInterrupt& operator=(StopOnInterrupt&&) = delete;
    ~StopOnInterrupt();

    static bool is_asked();

private:
    void (*before_)(int);
};

// Asks about every wish and writes each stock in a transaction of its own, so that one bad stock
// costs no other its night, and a killed update goes on where it was. Once the user asks to stop it
// ends early, with everything that came kept. Errors: Failed when the store or the wire breaks.
base::Result<UpdateCounts> update_from_vendor(const UpdateRun& run,
                                              const std::vector<Wish>& wishes);

// The closes of every wish, for comparison with those of another vendor.
base::Result<Comparison> closes_of_vendor(const UpdateRun& run, const std::vector<Wish>& wishes);

}  // namespace market_data::app
