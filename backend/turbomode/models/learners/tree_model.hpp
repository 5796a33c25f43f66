// TreeModel: trees as XGBoost keeps them, through its C interface: scoring, exact contributions
// (TreeSHAP), bytes. Learners of trees differ in how these are grown.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "turbomode/models/learners/learner.hpp"

namespace turbomode::models {

// One parameter of XGBoost's.
using Parameter = std::pair<std::string, std::string>;

class TreeModel {
public:
    TreeModel();
    TreeModel(TreeModel&&) noexcept;
    TreeModel& operator=(TreeModel&&) noexcept;
    ~TreeModel();

    // More rows are thinned out evenly to at most so many: time goes by rows, and what single trees
    // find does not get better with more of them.
    static constexpr std::size_t kRowsMax = 80'000;
    // Grows trees, `rounds` times those of one round, on targets beside their offsets (Win).
    static base::Result<TreeModel> boosted(const TrainingRows& rows,
                                           Objective objective,
                                           const std::vector<Parameter>& parameters,
                                           int rounds);
    // Takes over trees grown elsewhere, in XGBoost's own JSON.
    static base::Result<TreeModel> from_json(const std::string& json);

    bool empty() const;
    base::Result<std::vector<double>> score(const Inputs& inputs) const;
    base::Result<std::vector<double>> contributions(const Inputs& inputs) const;
    // Marked with the learner's name; another's are Corruption.
    base::Result<std::string> bytes(std::string_view learner) const;
    static base::Result<TreeModel> from_bytes(std::string_view bytes, std::string_view learner);

private:
    struct Handle;
    std::unique_ptr<Handle> handle_;
};

}  // namespace turbomode::models
