#include "turbomode/models/learners/tree_model.hpp"

#include <limits>
#include <xgboost/c_api.h>

#include <fmt/format.h>

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr const char* kLearnerAttribute = "learner";
// After the library's own bytes, whose reader does not notice every missing end.
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
        // One thread: a night is small, and the sides are worked on side by side.
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

// Margins (type 1) or contributions (type 2) of all rows.
Result<std::vector<double>> predict(BoosterHandle booster, const Data& data, int type) {
    const std::string options =
        fmt::format(R"({{"type": {}, "training": false, "iteration_begin": 0, "iteration_end": 0, )"
                    R"("strict_shape": false}})",
                    type);
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* values = nullptr;
    TRY(checked(XGBoosterPredictFromDMatrix(
                    booster, data.get(), options.c_str(), &shape, &dimensions, &values),
                "predicting"));
    std::size_t count = 1;
    for (bst_ulong d = 0; d < dimensions; ++d) {
        count *= shape[d];
    }
    return std::vector<double>(values, values + count);
}

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

struct TreeModel::Handle {
    BoosterHandle booster = nullptr;

    Handle() = default;
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() {
        if (booster != nullptr) {
            XGBoosterFree(booster);
        }
    }
    Result<void> create(const DMatrixHandle* matrices, bst_ulong count) {
        return checked(XGBoosterCreate(matrices, count, &booster), "creating a model");
    }
    Result<void> set(const char* name, const std::string& value) const {
        return checked(XGBoosterSetParam(booster, name, value.c_str()), name);
    }
    // With one thread: waking others takes longer than scoring a night.
    Result<void> score_alone() const { return set("nthread", "1"); }
    // Whether the bytes are a model; XGBoost's words when not.
    Result<void> load(std::string_view bytes) {
        TRY(create(nullptr, 0));
        TRY(checked(XGBoosterLoadModelFromBuffer(booster, bytes.data(), bytes.size()), "loading"));
        return score_alone();
    }
};

TreeModel::TreeModel() = default;
TreeModel::TreeModel(TreeModel&&) noexcept = default;
TreeModel& TreeModel::operator=(TreeModel&&) noexcept = default;
TreeModel::~TreeModel() = default;

bool TreeModel::empty() const {
    return handle_ == nullptr;
}

Result<TreeModel> TreeModel::boosted(const TrainingRows& rows,
                                     Objective objective,
                                     const std::vector<Parameter>& parameters,
                                     int rounds) {
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
    TreeModel model;
    model.handle_ = std::make_unique<Handle>();
    const DMatrixHandle matrix = data.get();
    TRY(model.handle_->create(&matrix, 1));
    for (const auto& [name, value] : parameters) {
        TRY(model.handle_->set(name.c_str(), value));
    }
    TRY(model.handle_->set("verbosity", "0"));
    TRY(model.handle_->set("disable_default_eval_metric", "1"));
    TRY(model.handle_->set("objective", is_win ? "binary:logistic" : "reg:squarederror"));
    // Margin 0: the offset has the level.
    TRY(model.handle_->set("base_score", is_win ? "0.5" : "0"));
    for (int round = 0; round < rounds; ++round) {
        TRY(checked(XGBoosterUpdateOneIter(model.handle_->booster, round, matrix), "boosting"));
    }
    TRY(model.handle_->score_alone());
    return model;
}

Result<TreeModel> TreeModel::from_json(const std::string& json) {
    TreeModel model;
    model.handle_ = std::make_unique<Handle>();
    TRY(model.handle_->load(json));
    return model;
}

Result<std::vector<double>> TreeModel::score(const Inputs& inputs) const {
    CHECK(handle_ != nullptr);
    TRY_ASSIGN(const auto data, Data::of(inputs));
    return predict(handle_->booster, data, 1);
}

Result<std::vector<double>> TreeModel::contributions(const Inputs& inputs) const {
    CHECK(handle_ != nullptr);
    TRY_ASSIGN(const auto data, Data::of(inputs));
    TRY_ASSIGN(const auto with_bias, predict(handle_->booster, data, 2));
    // Each row ends with the bias, the same for all of them: no input moved it.
    std::vector<double> moves;
    moves.reserve(inputs.values.size());
    for (std::size_t i = 0; i < with_bias.size(); ++i) {
        if (i % (inputs.columns + 1) < inputs.columns) {
            moves.push_back(with_bias[i]);
        }
    }
    return moves;
}

Result<std::string> TreeModel::bytes(std::string_view learner) const {
    CHECK(handle_ != nullptr);
    TRY(checked(XGBoosterSetAttr(handle_->booster, kLearnerAttribute, std::string{learner}.c_str()),
                "naming"));
    bst_ulong size = 0;
    const char* bytes = nullptr;
    TRY(checked(XGBoosterSaveModelToBuffer(handle_->booster, R"({"format": "ubj"})", &size, &bytes),
                "saving"));
    return std::string(bytes, size).append(kEnd);
}

Result<TreeModel> TreeModel::from_bytes(std::string_view bytes, std::string_view learner) {
    const auto refused = [&](std::string_view why) {
        return Error{ErrorCode::Corruption,
                     fmt::format("{} learner: not one of its files: {}", learner, why)};
    };
    TreeModel model;
    model.handle_ = std::make_unique<Handle>();
    if (!bytes.ends_with(kEnd)) {
        return refused("its end is missing");
    }
    bytes.remove_suffix(kEnd.size());
    if (const auto loaded = model.handle_->load(bytes); !loaded.ok()) {
        return refused(loaded.error().message);
    }
    const char* name = nullptr;
    int found = 0;
    TRY(checked(XGBoosterGetAttr(model.handle_->booster, kLearnerAttribute, &name, &found),
                "reading the name"));
    if (found == 0 || name != learner) {
        return refused(found == 0 ? "it has no name" : name);
    }
    return model;
}

}  // namespace turbomode::models
