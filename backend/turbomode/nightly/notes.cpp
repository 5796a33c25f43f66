#include "turbomode/nightly/notes.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "features/sentences.hpp"

namespace turbomode::nightly {

namespace {

constexpr std::size_t kNamedMax = 3;

std::string sentence(const ScoredSession& scored, std::size_t row, std::size_t feature) {
    const double value = scored.value(row, feature);
    return std::isfinite(value)
               ? features::sentence_of(feature, value)
               : fmt::format("{} is no finite number", features::schema()[feature].name);
}

// The first few, and how many more there are.
std::string listed(const std::vector<std::string>& all) {
    const auto named = std::min(all.size(), kNamedMax);
    const auto text = fmt::format(
        "{}",
        fmt::join(all.begin(), std::next(all.begin(), static_cast<std::ptrdiff_t>(named)), ", "));
    return named < all.size() ? fmt::format("{}, and {} more", text, all.size() - named) : text;
}

}  // namespace

std::string strangeness_of(const ScoredSession& scored, std::size_t row) {
    const auto& feature = scored.likeness[row].feature;
    return feature ? sentence(scored, row, *feature)
                   : "its features do not go together as they did";
}

std::string notes_of(const ScoredSession& scored, const models::Familiarity& familiarity) {
    std::vector<std::string> stocks;
    for (std::size_t row = 0; row < scored.likeness.size(); ++row) {
        if (!scored.likeness[row].is_familiar()) {
            stocks.push_back(fmt::format(
                "{} ({})", scored.stock(row).ticker.text(), strangeness_of(scored, row)));
        }
    }
    std::vector<std::string> market;
    for (const auto feature : models::strange_market(familiarity, scored.inputs())) {
        market.push_back(sentence(scored, 0, feature));
    }
    std::string notes;
    if (!stocks.empty()) {
        notes += "; unfamiliar: " + listed(stocks);
    }
    if (!market.empty()) {
        notes += "; no night that the model learned from was like this: " + listed(market);
    }
    return notes;
}

}  // namespace turbomode::nightly
