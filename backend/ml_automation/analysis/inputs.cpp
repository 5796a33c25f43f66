#include "ml_automation/analysis/inputs.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/hash.hpp"
#include "features/schema.hpp"

namespace ml_automation::analysis {

namespace {

constexpr std::array<std::string_view, 14> kFeatures{"return_log_1",
                                                     "return_log_5",
                                                     "return_log_20",
                                                     "return_log_60",
                                                     "volatility_20",
                                                     "volatility_60",
                                                     "atr_ratio_14",
                                                     "bollinger_position_20",
                                                     "distance_mean_200",
                                                     "volume_ratio_20",
                                                     "beta_120",
                                                     "return_less_sector_20",
                                                     "market_return_20",
                                                     "market_volatility_20"};

std::vector<std::string> make_names() {
    std::vector<std::string> names;
    for (const auto analyser : kAnalysers) {
        names.push_back(fmt::format("{}.strength", name_of(analyser)));
        names.push_back(fmt::format("{}.confidence", name_of(analyser)));
    }
    names.insert(names.end(), kFeatures.begin(), kFeatures.end());
    return names;
}

std::array<std::size_t, kFeatures.size()> find_columns() {
    std::array<std::size_t, kFeatures.size()> columns{};
    for (std::size_t at = 0; at < kFeatures.size(); ++at) {
        const auto column = features::index_of(kFeatures[at]);
        CHECK(column.has_value());
        columns[at] = *column;
    }
    return columns;
}

std::string make_hash() {
    std::string text = features::schema_hash();
    for (const auto& name : input_names()) {
        text += "\n" + name;
    }
    return base::sha256_hex(text);
}

}  // namespace

std::span<const std::string> input_names() {
    static const std::vector<std::string> kNames = make_names();
    return kNames;
}

const std::string& inputs_hash() {
    static const std::string kHash = make_hash();
    return kHash;
}

std::optional<Inputs> inputs_of(const features::Matrix& matrix,
                                std::size_t stock,
                                std::size_t session) {
    static const auto kColumns = find_columns();
    const auto opinions = analyse(matrix, stock, session);
    if (!opinions) {
        return std::nullopt;
    }
    Inputs inputs;
    inputs.reserve(input_names().size());
    for (const auto& opinion : *opinions) {
        inputs.push_back(static_cast<float>(opinion.signed_strength()));
        inputs.push_back(static_cast<float>(opinion.confidence));
    }
    for (const auto column : kColumns) {
        const float value = matrix.value(column, stock, session);
        if (!std::isfinite(value)) {
            return std::nullopt;
        }
        inputs.push_back(value);
    }
    return inputs;
}

}  // namespace ml_automation::analysis
