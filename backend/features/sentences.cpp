#include "features/sentences.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/check.hpp"
#include "features/schema.hpp"
#include "features/sentences/sentence.hpp"

namespace features {

namespace {

using sentences::Sentence;

// The place of a feature that has none yet.
Sentence& free_place(std::vector<Sentence>& by_feature, std::string_view feature) {
    const auto index = index_of(feature);
    CHECK(index.has_value());
    Sentence& place = by_feature[*index];
    CHECK(place.feature.empty());
    return place;
}

// In the order of the schema.
std::vector<Sentence> make_sentences() {
    std::vector<Sentence> by_feature(schema().size());
    for (const auto& sentence : sentences::all()) {
        free_place(by_feature, sentence.feature) = sentence;
    }
    CHECK(std::ranges::none_of(by_feature, &std::string_view::empty, &Sentence::feature));
    return by_feature;
}

}  // namespace

std::string sentence_of(std::size_t feature, double value) {
    static const std::vector<Sentence> kSentences = make_sentences();
    CHECK(feature < kSentences.size());
    return sentences::say(kSentences[feature], value);
}

}  // namespace features
