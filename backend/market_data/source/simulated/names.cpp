#include "market_data/source/simulated/names.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "base/check.hpp"

namespace market_data::source::simulated {

namespace {

constexpr std::size_t kNamesMax = 8000;
constexpr std::string_view kConsonants = "BCDFGHJKLMNPRSTVWZ";
constexpr std::string_view kVowels = "AEIOU";
constexpr std::array<std::string_view, 16> kClusters{
    "RV", "LT", "ND", "RK", "ST", "NT", "RN", "LD", "MP", "RS", "LV", "NX", "RT", "LM", "SK", "RD"};
constexpr std::array<std::string_view, 10> kAfterConsonant{
    "ane", "ex", "ia", "on", "ara", "ix", "ova", "ent", "is", "aco"};
constexpr std::array<std::string_view, 10> kAfterVowel{
    "ren", "lix", "dyne", "tek", "mar", "nova", "ris", "con", "via", "lor"};
// Real symbols of this shape that a reader would take for the real thing. Sorted.
constexpr std::array<std::string_view, 30> kReal{
    "BAC",  "BEN", "BUD", "CAT", "CEG", "COF", "COST", "DAL", "DIS", "DOW",
    "FAST", "FIS", "FOX", "GEN", "HAL", "HAS", "HON",  "JBL", "KEY", "LIN",
    "LOW",  "MAR", "MAS", "MET", "NOW", "PEP", "POOL", "TEL", "TER", "WAT"};

std::string_view letter(std::string_view letters, Random& random) {
    return letters.substr(random.below(letters.size()), 1);
}

std::string_view word(std::span<const std::string_view> words, Random& random) {
    return words[random.below(words.size())];
}

// Consonant-vowel-consonant, alone or with one more consonant or vowel behind.
std::string ticker_candidate(Random& random) {
    std::string ticker;
    ticker += letter(kConsonants, random);
    ticker += letter(kVowels, random);
    const double shape = random.uniform();
    if (shape < 0.55) {
        ticker += word(kClusters, random);
        return ticker;
    }
    ticker += letter(kConsonants, random);
    if (shape < 0.85) {
        ticker += letter(kVowels, random);
    }
    return ticker;
}

std::string stem_of(std::string_view ticker, Random& random) {
    std::string stem{ticker};
    std::transform(stem.begin() + 1, stem.end(), stem.begin() + 1, [](char c) {
        return static_cast<char>(c - 'A' + 'a');
    });
    const bool ends_in_vowel = kVowels.find(ticker.back()) != std::string_view::npos;
    stem += ends_in_vowel ? word(kAfterVowel, random) : word(kAfterConsonant, random);
    return stem;
}

}  // namespace

CompanyName NameMaker::next(Random& random) {
    CHECK(used_.size() < kNamesMax);
    while (true) {
        const std::string ticker = ticker_candidate(random);
        if (!std::binary_search(kReal.begin(), kReal.end(), std::string_view{ticker}) &&
            used_.insert(ticker).second) {
            return {.ticker = ticker, .stem = stem_of(ticker, random)};
        }
    }
}

}  // namespace market_data::source::simulated
