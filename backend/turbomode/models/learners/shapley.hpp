// Shapley: how much each input of a row moves the score of a tree, exactly.
//
// Source: S. Lundberg et al., From local explanations to global understanding with explainable AI
// for trees, Nature Machine Intelligence 2 (2020), for what is asked: the Shapley values of the
// game in which an input that does not play goes down both ways of a split, in the shares of the
// training rows (TreeSHAP, path-dependent). For how it is answered: G. Owen, Multilinear Extensions
// of Games, Management Science 18 (1972): a player's value is the mean slope of the extension along
// the diagonal, here a polynomial of at most the tree's depth, which Gauss and Legendre integrate
// exactly with half as many points. That takes a step a node and point, where the algorithm of the
// paper, XGBoost's, takes the square of the depth a leaf.
#pragma once

#include <span>

#include "turbomode/models/learners/flat_trees.hpp"

namespace turbomode::models {

// Adds to `moves` each row's value of each column, row-major like `rows`; those of a row add up to
// its leaf less the tree's mean over its training rows. REQUIRES: `moves` as long as the values of
// `rows`, which have all columns of the tree.
void add_shapley_values(const FlatTree& tree, const Inputs& rows, std::span<double> moves);

}  // namespace turbomode::models
