// XGBoost as the judge of trees: grows some, and scores and explains rows by itself.
#pragma once

#include <string>
#include <vector>

#include "turbomode/models/learners/learner.hpp"

namespace turbomode::models {

// Boosts `rounds` trees of at most so many splits in depth on win targets; as XGBoost saves them.
std::string grown_by_xgboost(const TrainingRows& rows, int rounds, int depth);

// A margin a row, and rows x (columns + 1) contributions, of which the last is the trees' mean.
// `ubjson`: what XGBoost saved.
std::vector<double> scores_by_xgboost(const std::string& ubjson, const Inputs& inputs);
std::vector<double> contributions_by_xgboost(const std::string& ubjson, const Inputs& inputs);

// What a learner of trees saved, without the mark that tree_model.cpp ends it with.
std::string ubjson_of(const Learner& learner);

}  // namespace turbomode::models
