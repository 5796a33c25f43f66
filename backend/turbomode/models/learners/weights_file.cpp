#include "turbomode/models/learners/weights_file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

std::string numbers_text(std::string_view learner, const std::vector<NamedNumbers>& lists) {
    nlohmann::json document{{"learner", learner}};
    for (const auto& list : lists) {
        document[list.name] = list.numbers;
    }
    return document.dump();
}

Result<void> read_numbers(std::string_view text,
                          std::string_view learner,
                          const std::vector<NumbersWanted>& lists) {
    const auto refused = [&](std::string_view why) {
        return Error{ErrorCode::Corruption, fmt::format("{}: {}", learner, why)};
    };
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object() || !document.contains("learner") || document["learner"] != learner) {
        return refused("not one of its files");
    }
    for (const auto& list : lists) {
        if (!document.contains(list.name) || !document[list.name].is_array()) {
            return refused(fmt::format("its file has no {}", list.name));
        }
        list.numbers->clear();
        for (const auto& number : document[list.name]) {
            if (!number.is_number()) {
                return refused(fmt::format("one of {} is not a number", list.name));
            }
            list.numbers->push_back(number.get<double>());
        }
    }
    return {};
}

}  // namespace turbomode::models
