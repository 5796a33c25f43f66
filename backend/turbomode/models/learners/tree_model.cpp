#include "turbomode/models/learners/tree_model.hpp"

#include <limits>
#include <xgboost/c_api.h>

#include <fmt/format.h>

#include "turbomode/models/learners/shapley.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr const char* kLearnerAttribute = "learner";
// After the library's own bytes, so that a missing end is noticed.
constexpr std::string_view kEnd = "end of trees";

Result<void> checked(int status, const char* what) {
    if (status != 0) {
        return Error{ErrorCode::Failed, fmt::format("XGBoost: {}: {}", what, XGBGetLastError())};
    }
    return {};
}

// A DMatrix that frees itself.
class Data {
public:
    static Result<Data> of(const Inputs& inputs) {
        DMatrixHandle handle = nullptr;
        // One thread: the sides are worked on side by side.
        TRY(checked(XGDMatrixCreateFromMat_omp(inputs.values.data(),
                                               inputs.rows(),
                                               inputs.columns,
                                               std::numeric_limits<float>::quiet_NaN(),
                                               &handle,
                                               1),
                    "reading the rows"));
        return Data{handle};
    }
    Data(Data&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Data(const Data&) = delete;
    Data& operator=(const Data&) = delete;
    Data& operator=(Data&&) = delete;
    ~Data() {
        if (handle_ != nullptr) {
            XGDMatrixFree(handle_);
        }
    }

    DMatrixHandle get() const { return handle_; }

    Result<void> set(const char* field, std::span<const float> values) {
        return checked(XGDMatrixSetFloatInfo(handle_, field, values.data(), values.size()), field);
    }

private:
    explicit Data(DMatrixHandle handle) : handle_(handle) {}
    DMatrixHandle handle_;
};

// Each `step`-th row of so many columns.
std::vector<float> every(std::size_t step, std::span<const float> values, std::size_t columns) {
    std::vector<float> kept;
    kept.reserve(values.size() / step + columns);
    for (std::size_t first = 0; first < values.size(); first += step * columns) {
        const auto row = values.subspan(first, columns);
        kept.insert(kept.end(), row.begin(), row.end());
    }
    return kept;
}

}  // namespace

struct BinnedInputs::Data {
    models::Data matrix;
};

// A booster that frees itself.
class TreeModel::Booster {
public:
    Booster() = default;
    Booster(const Booster&) = delete;
    Booster& operator=(const Booster&) = delete;
    ~Booster() {
        if (handle_ != nullptr) {
            XGBoosterFree(handle_);
        }
    }
    Result<void> create(const DMatrixHandle* matrices, bst_ulong count) {
        return checked(XGBoosterCreate(matrices, count, &handle_), "creating a model");
    }
    Result<void> set(const char* name, const std::string& value) const {
        return checked(XGBoosterSetParam(handle_, name, value.c_str()), name);
    }
    Result<void> grow(int round, DMatrixHandle matrix) const {
        return checked(XGBoosterUpdateOneIter(handle_, round, matrix), "boosting");
    }
    Result<void> load(std::string_view bytes) {
        TRY(create(nullptr, 0));
        return checked(XGBoosterLoadModelFromBuffer(handle_, bytes.data(), bytes.size()),
                       "loading");
    }
    Result<TreeModel> saved(std::string_view learner) const {
        TRY(checked(XGBoosterSetAttr(handle_, kLearnerAttribute, std::string{learner}.c_str()),
                    "naming"));
        bst_ulong size = 0;
        const char* bytes = nullptr;
        TRY(checked(XGBoosterSaveModelToBuffer(handle_, R"({"format": "ubj"})", &size, &bytes),
                    "saving"));
        return from_bytes(learner, std::string(bytes, size).append(kEnd));
    }

private:
    BoosterHandle handle_ = nullptr;
};

Result<TreeModel> TreeModel::boosted(std::string_view learner,
                                     const TrainingRows& rows,
                                     Objective objective,
                                     const Boosting& boosting) {
    const bool is_win = objective == Objective::Win;
    const std::size_t step = (rows.targets.size() + kRowsMax - 1) / kRowsMax;
    BinnedInputs own;
    auto& kept = rows.binned != nullptr ? rows.binned->data_ : own.data_;
    if (!kept) {
        const auto values = every(step, rows.inputs.values, rows.inputs.columns);
        TRY_ASSIGN(auto made, Data::of({.values = values, .columns = rows.inputs.columns}));
        kept = std::make_shared<BinnedInputs::Data>(BinnedInputs::Data{std::move(made)});
    }
    Data& data = kept->matrix;
    const auto targets = every(step, rows.targets, 1);
    TRY(data.set("label", targets));
    TRY(data.set("weight", every(step, rows.weights, 1)));
    TRY(data.set("base_margin",
                 is_win ? every(step, rows.offsets, 1) : std::vector<float>(targets.size(), 0.0F)));
    Booster booster;
    const DMatrixHandle matrix = data.get();
    TRY(booster.create(&matrix, 1));
    for (const auto& [name, value] : boosting.parameters) {
        TRY(booster.set(name.c_str(), value));
    }
    TRY(booster.set("verbosity", "0"));
    TRY(booster.set("disable_default_eval_metric", "1"));
    TRY(booster.set("objective", is_win ? "binary:logistic" : "reg:squarederror"));
    // Margin 0: the offset has the level.
    TRY(booster.set("base_score", is_win ? "0.5" : "0"));
    for (int round = 0; round < boosting.rounds; ++round) {
        TRY(booster.grow(round, matrix));
    }
    return booster.saved(learner);
}

Result<TreeModel> TreeModel::from_json(std::string_view learner, const std::string& json) {
    Booster booster;
    TRY(booster.load(json));
    return booster.saved(learner);
}

Result<TreeModel> TreeModel::from_bytes(std::string_view learner, std::string_view bytes) {
    const auto refused = [&](std::string_view why) {
        return Error{ErrorCode::Corruption,
                     fmt::format("{} learner: not one of its files: {}", learner, why)};
    };
    if (!bytes.ends_with(kEnd)) {
        return refused("its end is missing");
    }
    auto trees = FlatTrees::read(bytes.substr(0, bytes.size() - kEnd.size()));
    if (!trees.ok()) {
        return refused(trees.error().message);
    }
    if (trees.value().learner() != learner) {
        return refused(fmt::format("it is marked '{}'", trees.value().learner()));
    }
    TreeModel model;
    model.bytes_ = bytes;
    model.trees_ = std::move(trees).value();
    return model;
}

Result<std::vector<double>> TreeModel::score(const Inputs& inputs) const {
    return trees_.score(inputs);
}

Result<std::vector<double>> TreeModel::contributions(const Inputs& inputs) const {
    CHECK(inputs.columns == trees_.columns());
    std::vector<double> moves(inputs.values.size(), 0.0);
    for (std::size_t t = 0; t < trees_.size(); ++t) {
        add_shapley_values(trees_.tree(t), inputs, moves);
    }
    return moves;
}

}  // namespace turbomode::models
