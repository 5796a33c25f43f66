// Files that are lists of numbers, most of learners: a JSON object with the name of what they make
// up and one array a list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace turbomode::models {

struct NamedNumbers {
    const char* name;
    const std::vector<double>& numbers;
};
struct NumbersWanted {
    const char* name;
    std::vector<double>* numbers;
};

std::string numbers_text(std::string_view learner, const std::vector<NamedNumbers>& lists);
// Fills the lists. Corruption when the text is not of that learner, or one of them is not there.
base::Result<void> read_numbers(std::string_view text,
                                std::string_view learner,
                                const std::vector<NumbersWanted>& lists);

}  // namespace turbomode::models
