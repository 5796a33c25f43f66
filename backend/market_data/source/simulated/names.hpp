// Tickers and names of companies that do not exist: pronounceable, unique, and from the seed.
#pragma once

#include <set>
#include <string>

#include "market_data/source/simulated/random.hpp"

namespace market_data::source::simulated {

struct CompanyName {
    std::string ticker;  // Three or four letters: "CORV".
    std::string stem;    // First word of the name, starting with the ticker: "Corvane".
};

class NameMaker {
public:
    // Never the same ticker twice, and none of the best-known real ones. REQUIRES: fewer than 8000
    // calls, as there are only so many such words.
    CompanyName next(Random& random);

private:
    std::set<std::string> used_;
};

}  // namespace market_data::source::simulated
