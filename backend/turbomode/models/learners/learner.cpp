#include "turbomode/models/learners/learner.hpp"

#include <algorithm>
#include <array>

#include "turbomode/models/learners/boosted.hpp"
#include "turbomode/models/learners/forest.hpp"
#include "turbomode/models/learners/linear.hpp"
#include "turbomode/models/learners/neural_net.hpp"
#include "turbomode/models/learners/support_vector.hpp"

namespace turbomode::models {

namespace {

using Made = std::unique_ptr<Learner>;

struct Kind {
    std::string_view name;
    Made (*make)();
};

constexpr std::array<Kind, 8> kKinds{{
    {"boosted_depth",
     [] {
         return Made{new Boosted{Growth::Depth}};
     }},
    {"boosted_leaf",
     [] {
         return Made{new Boosted{Growth::Leaf}};
     }},
    {"boosted_shallow",
     [] {
         return Made{new Boosted{Growth::Shallow}};
     }},
    {"random_forest",
     [] {
         return Made{new Forest{Thresholds::Best}};
     }},
    {"extra_trees",
     [] {
         return Made{new Forest{Thresholds::Random}};
     }},
    {kLinearLearner,
     [] {
         return Made{new Linear{}};
     }},
    {"neural_net",
     [] {
         return Made{new NeuralNet{}};
     }},
    {"support_vector",
     [] {
         return Made{new SupportVector{}};
     }},
}};

constexpr auto kNames = [] {
    std::array<std::string_view, kKinds.size()> names{};
    for (std::size_t i = 0; i < names.size(); ++i) {
        names[i] = kKinds[i].name;
    }
    return names;
}();

}  // namespace

std::span<const std::string_view> learner_names() {
    return kNames;
}

std::size_t linear_position() {
    return static_cast<std::size_t>(std::ranges::find(kNames, kLinearLearner) - kNames.begin());
}

std::unique_ptr<Learner> make_learner(std::string_view name) {
    const auto kind = std::ranges::find(kKinds, name, &Kind::name);
    CHECK(kind != kKinds.end());
    return kind->make();
}

}  // namespace turbomode::models
