#include "backend/turbomode/models/learners/xgboost_trees.hpp"

#include <limits>
#include <string_view>
#include <xgboost/c_api.h>

#include <fmt/format.h>

#include "base/check.hpp"

namespace turbomode::models {

namespace {

constexpr std::string_view kEndOfTrees =
    "end of trees";  // What tree_model.cpp ends its bytes with.

DMatrixHandle matrix_of(const Inputs& inputs) {
    DMatrixHandle matrix = nullptr;
    CHECK(XGDMatrixCreateFromMat(inputs.values.data(),
                                 inputs.rows(),
                                 inputs.columns,
                                 std::numeric_limits<float>::quiet_NaN(),
                                 &matrix) == 0);
    return matrix;
}

std::vector<double> predicted(const std::string& ubjson, const Inputs& inputs, int type) {
    BoosterHandle booster = nullptr;
    CHECK(XGBoosterCreate(nullptr, 0, &booster) == 0);
    CHECK(XGBoosterLoadModelFromBuffer(booster, ubjson.data(), ubjson.size()) == 0);
    DMatrixHandle matrix = matrix_of(inputs);
    const std::string options =
        fmt::format(R"({{"type": {}, "training": false, "iteration_begin": 0, "iteration_end": 0, )"
                    R"("strict_shape": false}})",
                    type);
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* values = nullptr;
    CHECK(XGBoosterPredictFromDMatrix(
              booster, matrix, options.c_str(), &shape, &dimensions, &values) == 0);
    std::size_t count = 1;
    for (bst_ulong d = 0; d < dimensions; ++d) {
        count *= shape[d];
    }
    std::vector<double> numbers(values, values + count);
    XGBoosterFree(booster);
    XGDMatrixFree(matrix);
    return numbers;
}

}  // namespace

std::string grown_by_xgboost(const TrainingRows& rows, int rounds, int depth) {
    DMatrixHandle matrix = matrix_of(rows.inputs);
    CHECK(XGDMatrixSetFloatInfo(matrix, "label", rows.targets.data(), rows.targets.size()) == 0);
    BoosterHandle booster = nullptr;
    CHECK(XGBoosterCreate(&matrix, 1, &booster) == 0);
    for (const auto& [name, value] : {std::pair{"tree_method", std::string{"hist"}},
                                      std::pair{"max_depth", fmt::format("{}", depth)},
                                      std::pair{"objective", std::string{"binary:logistic"}},
                                      std::pair{"base_score", std::string{"0.5"}},
                                      std::pair{"min_child_weight", std::string{"0.1"}},
                                      std::pair{"lambda", std::string{"0.5"}},
                                      std::pair{"verbosity", std::string{"0"}}}) {
        CHECK(XGBoosterSetParam(booster, name, value.c_str()) == 0);
    }
    for (int round = 0; round < rounds; ++round) {
        CHECK(XGBoosterUpdateOneIter(booster, round, matrix) == 0);
    }
    bst_ulong size = 0;
    const char* bytes = nullptr;
    CHECK(XGBoosterSaveModelToBuffer(booster, R"({"format": "ubj"})", &size, &bytes) == 0);
    std::string ubjson(bytes, size);
    XGBoosterFree(booster);
    XGDMatrixFree(matrix);
    return ubjson;
}

std::vector<double> scores_by_xgboost(const std::string& ubjson, const Inputs& inputs) {
    return predicted(ubjson, inputs, 1);
}

std::vector<double> contributions_by_xgboost(const std::string& ubjson, const Inputs& inputs) {
    return predicted(ubjson, inputs, 2);
}

std::string ubjson_of(const Learner& learner) {
    auto bytes = learner.bytes().value();
    CHECK(bytes.ends_with(kEndOfTrees));
    bytes.resize(bytes.size() - kEndOfTrees.size());
    return bytes;
}

}  // namespace turbomode::models
