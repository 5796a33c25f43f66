#include "market_data/universe/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <fmt/ranges.h>

namespace market_data::universe {

namespace {

constexpr std::uint32_t kBroken = 0xfffd;

// The code point at the front of `text`, which is shortened by it; kBroken for bad UTF-8.
std::uint32_t take_code_point(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    const int more = lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    if (more < 0 || lead > 0xf4) {
        return kBroken;
    }
    std::uint32_t point = more == 0 ? lead : lead & (0x3fU >> static_cast<unsigned>(more));
    for (int i = 0; i < more; ++i) {
        if (text.empty() || (static_cast<unsigned char>(text.front()) & 0xc0U) != 0x80) {
            return kBroken;
        }
        point = point << 6U | (static_cast<unsigned char>(text.front()) & 0x3fU);
        text.remove_prefix(1);
    }
    return point;
}

// U+00C0 to U+00FF without their accents.
constexpr std::array<std::string_view, 64> kLatin{
    "A", "A", "A", "A", "A", "A", "AE", "C", "E", "E", "E", "E", "I", "I", "I",  "I",
    "D", "N", "O", "O", "O", "O", "O",  "x", "O", "U", "U", "U", "U", "Y", "Th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "/", "o", "u", "u", "u", "u", "y", "th", "y"};

bool is_unseen(std::uint32_t point) {
    return point == 0xad || (point >= 0x200b && point <= 0x200f) || point == 0x2060 ||
           point == 0xfeff || (point < 0x20 && point != '\t' && point != '\n' && point != '\r');
}

bool is_blank(std::uint32_t point) {
    return point <= 0x20 || point == 0xa0 || (point >= 0x2000 && point <= 0x200a) ||
           point == 0x202f || point == 0x3000;
}

std::string_view plain(std::uint32_t point) {
    if (point >= 0xc0 && point <= 0xff) {
        return kLatin[point - 0xc0];
    }
    switch (point) {
        case 0x2010:
        case 0x2011:
        case 0x2012:
        case 0x2013:
        case 0x2014:
        case 0x2015:
        case 0x2212:
            return "-";
        case 0x2018:
        case 0x2019:
            return "'";
        case 0x201c:
        case 0x201d:
            return "\"";
        case 0x2026:
            return "...";
        default:
            return "?";
    }
}

}  // namespace

std::string ascii(std::string_view utf8) {
    std::string text;
    while (!utf8.empty()) {
        const std::uint32_t point = take_code_point(utf8);
        if (is_unseen(point)) {
            continue;
        }
        if (is_blank(point)) {
            if (!text.empty() && text.back() != ' ') {
                text += ' ';
            }
        } else if (point < 0x7f) {
            text += static_cast<char>(point);
        } else {
            text += plain(point);
        }
    }
    if (text.ends_with(' ')) {
        text.pop_back();
    }
    return text;
}

std::string company_key(std::string_view name) {
    static constexpr std::array<std::string_view, 16> kNoise{"ag",
                                                             "and",
                                                             "co",
                                                             "companies",
                                                             "company",
                                                             "corp",
                                                             "corporation",
                                                             "inc",
                                                             "incorporated",
                                                             "limited",
                                                             "ltd",
                                                             "nv",
                                                             "plc",
                                                             "sa",
                                                             "se",
                                                             "the"};
    std::vector<std::string> words(1);
    for (const char c : ascii(name)) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        if (is_upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            words.back() += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (c != '\'' && c != '.' && !words.back().empty()) {
            words.emplace_back();
        }
    }
    std::erase_if(words, [](const std::string& word) {
        return word.empty() || std::ranges::find(kNoise, word) != kNoise.end();
    });
    std::ranges::sort(words);
    return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace market_data::universe
