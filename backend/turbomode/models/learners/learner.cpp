#include "turbomode/models/learners/learner.hpp"

#include <array>

#include "turbomode/models/learners/boosted.hpp"
#include "turbomode/models/learners/linear.hpp"

namespace turbomode::models {

namespace {

constexpr std::array<std::string_view, 2> kNames{"boosted", "linear"};

}  // namespace

std::span<const std::string_view> learner_names() {
    return kNames;
}

std::unique_ptr<Learner> make_learner(std::string_view name) {
    CHECK(name == kNames[0] || name == kNames[1]);
    if (name == kNames[0]) {
        return std::make_unique<Boosted>();
    }
    return std::make_unique<Linear>();
}

}  // namespace turbomode::models
