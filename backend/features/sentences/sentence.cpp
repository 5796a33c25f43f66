#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

void replace(std::string& text, std::string_view mark, std::string_view by) {
    const auto at = text.find(mark);
    if (at != std::string::npos) {
        text.replace(at, mark.size(), by);
    }
}

std::string_view phrase_of(const Sentence& sentence, const Number& number) {
    if (number.is_zero && !sentence.level.empty()) {
        return sentence.level;
    }
    return number.is_negative && !sentence.below.empty() ? sentence.below : sentence.above;
}

}  // namespace

std::vector<Sentence> all() {
    std::vector<Sentence> sentences;
    for (const auto table : {momentum(),
                             trend(),
                             volume(),
                             volatility(),
                             liquidity(),
                             pattern(),
                             statistics(),
                             structure(),
                             frame(),
                             market(),
                             calendar(),
                             sector(),
                             beta(),
                             cross_section()}) {
        sentences.insert(sentences.end(), table.begin(), table.end());
    }
    return sentences;
}

std::string say(const Sentence& sentence, double value) {
    const Number number = number_of(sentence.show, value);
    const bool has_sign = sentence.below.empty();
    std::string text{phrase_of(sentence, number)};
    replace(text, "{s}", number.is_one ? "" : "s");
    replace(text, "{}", has_sign ? number.signed_text : number.magnitude);
    return text;
}

}  // namespace features::sentences
