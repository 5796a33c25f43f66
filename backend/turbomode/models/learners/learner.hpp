// Learner: one base model of the ensemble. It answers what sets one stock apart on a night; the
// level of the night is given to it as an offset and taken out again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace turbomode::models {

// What a learner is asked for.
enum class Objective {
    Win,     // Targets 0 or 1; scores are log-odds beside the offset.
    Return,  // Targets are net returns less their night's mean; scores are the same.
};

// Rows of inputs, row-major.
struct Inputs {
    std::span<const float> values;
    std::size_t columns;

    std::size_t rows() const { return columns == 0 ? 0 : values.size() / columns; }
    std::span<const float> row(std::size_t r) const { return values.subspan(r * columns, columns); }
};

// Where trees keep their own copies of the inputs from one fit to the next: sorting them into bins
// takes longer than growing the trees. For fits on the same inputs, one after the other.
class BinnedInputs {
public:
    BinnedInputs() = default;
    BinnedInputs(const BinnedInputs&) = delete;
    BinnedInputs& operator=(const BinnedInputs&) = delete;

    struct Data;
    struct Bins;

private:
    friend class TreeModel;
    friend class Forest;
    std::shared_ptr<Data> data_;        // Of boosted trees.
    std::shared_ptr<const Bins> bins_;  // Of forests.
};

struct TrainingRows {
    Inputs inputs;
    std::size_t rank_columns;        // The first so many columns are ranks.
    std::span<const float> targets;  // One a row.
    std::span<const float> offsets;  // One a row: log-odds known without it; empty for Return.
    std::span<const float> weights;  // One a row, about 1: how much of it no other row tells.
    BinnedInputs* binned = nullptr;  // Shared by fits on these inputs; nothing: not kept.
};

struct FitOptions {
    Objective objective;
    std::uint64_t seed;
    unsigned threads;
};

class Learner {
public:
    Learner() = default;
    Learner(const Learner&) = delete;
    Learner& operator=(const Learner&) = delete;
    virtual ~Learner() = default;

    virtual std::string_view name() const = 0;  // "boosted_depth", "linear"
    // REQUIRES: at least one row. Errors: Failed, with the library's own words.
    virtual base::Result<void> fit(const TrainingRows& rows, const FitOptions& options) = 0;
    // One score a row, without any offset. REQUIRES: fitted or loaded; as many columns as in fit.
    virtual base::Result<std::vector<double>> score(const Inputs& inputs) const = 0;
    // Rows x columns: how much each input moves its row's score; they add up to it but for a
    // constant.
    virtual base::Result<std::vector<double>> contributions(const Inputs& inputs) const = 0;
    // One file, named by the caller. Loading what was saved gives identical scores; loading
    // anything else is Corruption.
    virtual base::Result<std::string> bytes() const = 0;
    virtual base::Result<void> load(std::string_view bytes) = 0;
};

// The plain one that the others have to beat.
inline constexpr std::string_view kLinearLearner = "linear";
// Every kind of learner, in the order of the ensemble.
std::span<const std::string_view> learner_names();
std::size_t linear_position();                                 // Of the plain one among them.
std::unique_ptr<Learner> make_learner(std::string_view name);  // REQUIRES: one of learner_names().

}  // namespace turbomode::models
