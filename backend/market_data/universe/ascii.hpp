// Text from the web as plain ASCII with single blanks, for what is stored, compared and printed.
#pragma once

#include <string>
#include <string_view>

namespace market_data::universe {

// UTF-8 to ASCII: accents go, dashes and quotes become the plain ones, every kind of blank becomes
// one blank, those at the ends go, what cannot be seen goes, and the rest becomes '?'.
std::string ascii(std::string_view utf8);

// What stays of a company's name when two spellings of it are compared: lower case words in
// alphabetical order without "Inc.", "Corporation", "(The)" and the like. "Lilly (Eli)" and
// "Eli Lilly & Company" are the same; share classes are kept apart.
std::string company_key(std::string_view name);

}  // namespace market_data::universe
