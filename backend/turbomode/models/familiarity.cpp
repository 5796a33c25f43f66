#include "turbomode/models/familiarity.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.hpp"
#include "features/schema.hpp"
#include "turbomode/models/learners/weights_file.hpp"
#include "turbomode/models/samples.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr const char* kName = "familiarity";
constexpr double kVarianceShare = 0.99;  // Of the ranks', held by the components.
// Of a direction without any variance, so that distances stay finite: a thousandth of that of
// evenly spread ranks.
constexpr double kVarianceMin = 1e-3 / 12.0;
// The largest familiar distance: the training rows' but for 5 in 10,000, and a tenth more, for the
// rows of other nights lie a little farther out than those the components were fitted on.
constexpr double kQuantile = 0.9995;
constexpr double kDistanceMargin = 1.1;
constexpr double kFeatureMargin = 0.1;  // In widths of what was seen, likewise the next.
constexpr double kMarketMargin = 0.25;
constexpr std::size_t kBatchRows = 2048;

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Floats = Eigen::MatrixXf;
template <typename Number>
using RowMajor = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index index(std::size_t value) {
    return static_cast<Eigen::Index>(value);
}

std::vector<std::size_t> drawn_rows(std::span<const Night> nights) {
    std::vector<std::size_t> rows;
    for (const Night& night : nights) {
        for (std::size_t i = 0; i < night.stocks.size(); ++i) {
            if (is_drawn(night, i)) {
                rows.push_back(night.first_row + i);
            }
        }
    }
    return rows;
}

// The ranks of some rows, a column a row.
Floats ranks_of(const Nights& nights, std::span<const std::size_t> rows, std::size_t ranks) {
    Floats matrix(index(ranks), index(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = nights.row(rows[i]);
        matrix.col(index(i)) = Eigen::Map<const Eigen::VectorXf>(row.data(), index(ranks));
    }
    return matrix;
}

// Calls work(ranks of a batch of rows) for all rows, in order.
template <typename Work>
void each_batch(const Nights& nights,
                std::span<const std::size_t> rows,
                std::size_t ranks,
                const Work& work) {
    for (std::size_t first = 0; first < rows.size(); first += kBatchRows) {
        const auto count = std::min(kBatchRows, rows.size() - first);
        work(ranks_of(nights, rows.subspan(first, count), ranks));
    }
}

// Distances of ranks, a column a row. Single precision: most of a night's time goes here.
Vector distances(const Familiarity& familiarity, Floats ranks) {
    ranks.colwise() -=
        Eigen::Map<const Vector>(familiarity.means.data(), ranks.rows()).cast<float>();
    const auto count = index(familiarity.variances.size());
    const Eigen::Map<const RowMajor<double>> components(
        familiarity.components.data(), count, ranks.rows());
    // Both terms at once: along a component 1 / variance, of which the residual's share is in |z|
    // already.
    Vector weights(count);
    for (Eigen::Index k = 0; k < count; ++k) {
        weights[k] = 1.0 / familiarity.variances[static_cast<std::size_t>(k)] -
                     1.0 / familiarity.residual_variance;
    }
    const RowMajor<float> narrowed = components.cast<float>();
    const Floats along = narrowed * ranks;
    const Vector lengths = ranks.cast<double>().colwise().squaredNorm();
    return lengths / familiarity.residual_variance +
           along.cast<double>().cwiseAbs2().transpose() * weights;
}

void fit_components(const Nights& nights,
                    std::span<const std::size_t> rows,
                    std::size_t ranks,
                    Familiarity& familiarity) {
    Vector sum = Vector::Zero(index(ranks));
    Matrix squares = Matrix::Zero(index(ranks), index(ranks));
    each_batch(nights, rows, ranks, [&](const Floats& narrow) {
        const Matrix batch = narrow.cast<double>();
        sum += batch.rowwise().sum();
        squares.selfadjointView<Eigen::Lower>().rankUpdate(batch);
    });
    const auto count = static_cast<double>(rows.size());
    const Vector mean = sum / count;
    squares /= count;
    squares.selfadjointView<Eigen::Lower>().rankUpdate(mean, -1.0);
    // Reads the lower half only; the least variance comes first.
    const Eigen::SelfAdjointEigenSolver<Matrix> solved(squares);
    familiarity.means.assign(mean.begin(), mean.end());
    double left = solved.eigenvalues().sum();
    const double residual_max = (1.0 - kVarianceShare) * left;
    Eigen::Index next = index(ranks);
    while (next > 0 && left > residual_max && solved.eigenvalues()[next - 1] > kVarianceMin) {
        --next;
        const auto component = solved.eigenvectors().col(next);
        familiarity.components.insert(
            familiarity.components.end(), component.begin(), component.end());
        familiarity.variances.push_back(solved.eigenvalues()[next]);
        left -= solved.eigenvalues()[next];
    }
    familiarity.residual_variance =
        std::max(left / std::max(static_cast<double>(next), 1.0), kVarianceMin);
}

void fit_distance_max(const Nights& nights,
                      std::span<const std::size_t> rows,
                      std::size_t ranks,
                      Familiarity& familiarity) {
    std::vector<double> all;
    each_batch(nights, rows, ranks, [&](const Floats& batch) {
        const Vector some = distances(familiarity, batch);
        all.insert(all.end(), some.begin(), some.end());
    });
    const auto place = static_cast<std::size_t>(kQuantile * static_cast<double>(all.size() - 1));
    std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(place));
    familiarity.distance_max = kDistanceMargin * all[place];
}

void fit_ranges(const Nights& nights,
                std::size_t first,
                std::size_t last,
                Familiarity& familiarity) {
    for (auto* lows : {&familiarity.lows, &familiarity.distance_lows}) {
        lows->assign(nights.columns(), std::numeric_limits<double>::infinity());
    }
    for (auto* highs : {&familiarity.highs, &familiarity.distance_highs}) {
        highs->assign(nights.columns(), -std::numeric_limits<double>::infinity());
    }
    const auto lower = [](double& low, double value) {
        low = std::min(low, value);
    };
    const auto raise = [](double& high, double value) {
        high = std::max(high, value);
    };
    for (std::size_t night = first; night < last; ++night) {
        const auto extremes = nights.extremes_of(night);
        for (std::size_t c = 0; c < nights.columns(); ++c) {
            lower(familiarity.lows[c], extremes[c].low);
            raise(familiarity.highs[c], extremes[c].high);
            lower(familiarity.distance_lows[c], extremes[c].distance_low);
            raise(familiarity.distance_highs[c], extremes[c].distance_high);
        }
    }
}

// What a sector does, or how a stock hangs on the market, is news of them rather than of the stock.
bool is_of_its_own(std::size_t feature) {
    return features::schema()[feature].family != features::Family::Market;
}

// One feature over the stocks of a night, unranked, out of `values` as in likeness_of.
std::vector<double> column_of(std::span<const float> values, std::size_t feature) {
    std::vector<double> column;
    for (std::size_t at = feature; at < values.size(); at += features::schema().size()) {
        column.push_back(static_cast<double>(values[at]));
    }
    return column;
}

// By stock, in parts of what is still familiar: of both excesses of a feature the lesser, where
// there is one.
std::vector<double> strangeness_of_feature(const Familiarity& familiarity,
                                           std::size_t c,
                                           const std::vector<double>& column) {
    std::vector<double> strangeness(column.size(), 0.0);
    std::optional<NightScale> scale;  // Hardly ever needed, and slow.
    for (std::size_t row = 0; row < column.size(); ++row) {
        const double as_it_is = excess(column[row], familiarity.lows[c], familiarity.highs[c]);
        if (as_it_is > 0.0) {
            scale = scale ? scale : NightScale::of(column);
            const double tonight = excess(scale->distance(column[row]),
                                          familiarity.distance_lows[c],
                                          familiarity.distance_highs[c]);
            strangeness[row] = std::min(as_it_is, tonight) / kFeatureMargin;
        }
    }
    return strangeness;
}

// In parts of the most, or of the least, that was seen.
double strangeness_of_movement(double movement, double low, double high) {
    return std::max(movement / high,
                    movement > 0.0 ? low / movement : std::numeric_limits<double>::infinity());
}

}  // namespace

Familiarity fit_familiarity(const Nights& nights, std::size_t first, std::size_t last) {
    CHECK(first < last && last <= nights.nights().size());
    const auto rows = drawn_rows(nights.nights().subspan(first, last - first));
    CHECK(!rows.empty());
    const std::size_t ranks = input_columns().stock_columns;
    Familiarity familiarity;
    fit_components(nights, rows, ranks, familiarity);
    fit_distance_max(nights, rows, ranks, familiarity);
    fit_ranges(nights, first, last, familiarity);
    familiarity.drift = fit_drift(nights, first, last);
    return familiarity;
}

std::vector<Likeness> likeness_of(const Familiarity& familiarity,
                                  const Inputs& night,
                                  std::span<const float> values) {
    const std::size_t width = features::schema().size();
    const InputColumns columns = input_columns();
    CHECK(night.rows() > 0 && night.columns == columns.features.size());
    CHECK(familiarity.lows.size() == night.columns && values.size() == night.rows() * width);
    const Eigen::Map<const RowMajor<float>> rows(
        night.values.data(), index(night.rows()), index(night.columns));
    const Vector distance =
        distances(familiarity, rows.leftCols(index(columns.stock_columns)).transpose());
    std::vector<Likeness> result;
    for (std::size_t row = 0; row < night.rows(); ++row) {
        result.push_back({.strangeness = distance[index(row)] / familiarity.distance_max,
                          .feature = std::nullopt});
    }
    // Written so that what is no number is the strangest.
    const auto see = [&](std::size_t row, double strangeness, std::size_t feature) {
        if (!(strangeness <= result[row].strangeness)) {
            result[row] = {.strangeness = strangeness, .feature = feature};
        }
    };
    for (std::size_t c = 0; c < columns.stock_columns; ++c) {
        const std::size_t feature = columns.features[c];
        if (!is_of_its_own(feature)) {
            continue;
        }
        const auto strangeness = strangeness_of_feature(familiarity, c, column_of(values, feature));
        for (std::size_t row = 0; row < night.rows(); ++row) {
            see(row, strangeness[row], feature);
        }
    }
    for (std::size_t row = 0; row < night.rows(); ++row) {
        see(row,
            strangeness_of_movement(
                movement_of(night.row(row)), familiarity.lows.back(), familiarity.highs.back()),
            columns.features.back());
    }
    return result;
}

std::vector<std::size_t> strange_market(const Familiarity& familiarity, const Inputs& night) {
    const InputColumns columns = input_columns();
    CHECK(night.rows() > 0 && night.columns == columns.features.size());
    std::vector<std::size_t> strange;
    for (std::size_t c = columns.stock_columns; c + 1 < night.columns; ++c) {
        const auto value = static_cast<double>(night.row(0)[c]);
        if (excess(value, familiarity.lows[c], familiarity.highs[c]) > kMarketMargin) {
            strange.push_back(columns.features[c]);
        }
    }
    return strange;
}

std::string to_bytes(const Familiarity& familiarity) {
    const std::vector<double> residual{familiarity.residual_variance};
    const std::vector<double> limit{familiarity.distance_max};
    const std::vector<double> drift_limit{familiarity.drift.threshold};
    return numbers_text(kName,
                        {{"means", familiarity.means},
                         {"components", familiarity.components},
                         {"variances", familiarity.variances},
                         {"residual_variance", residual},
                         {"distance_max", limit},
                         {"lows", familiarity.lows},
                         {"highs", familiarity.highs},
                         {"distance_lows", familiarity.distance_lows},
                         {"distance_highs", familiarity.distance_highs},
                         {"median_lows", familiarity.drift.lows},
                         {"median_highs", familiarity.drift.highs},
                         {"drift_threshold", drift_limit}});
}

Result<Familiarity> familiarity_of(std::string_view bytes) {
    Familiarity familiarity;
    std::vector<double> residual;
    std::vector<double> limit;
    std::vector<double> drift_limit;
    TRY(read_numbers(bytes,
                     kName,
                     {{"means", &familiarity.means},
                      {"components", &familiarity.components},
                      {"variances", &familiarity.variances},
                      {"residual_variance", &residual},
                      {"distance_max", &limit},
                      {"lows", &familiarity.lows},
                      {"highs", &familiarity.highs},
                      {"distance_lows", &familiarity.distance_lows},
                      {"distance_highs", &familiarity.distance_highs},
                      {"median_lows", &familiarity.drift.lows},
                      {"median_highs", &familiarity.drift.highs},
                      {"drift_threshold", &drift_limit}}));
    const InputColumns columns = input_columns();
    const std::size_t ranks = columns.stock_columns;
    const std::size_t width = columns.features.size();
    const auto is_positive = [](double value) {
        return value > 0.0;
    };
    if (familiarity.means.size() != ranks ||
        familiarity.components.size() != ranks * familiarity.variances.size() ||
        !std::ranges::all_of(familiarity.variances, is_positive) || residual.size() != 1 ||
        !is_positive(residual[0]) || limit.size() != 1 || !is_positive(limit[0]) ||
        familiarity.lows.size() != width || familiarity.highs.size() != width ||
        familiarity.distance_lows.size() != width || familiarity.distance_highs.size() != width ||
        familiarity.drift.lows.size() != width || familiarity.drift.highs.size() != width ||
        drift_limit.size() != 1 || !is_positive(drift_limit[0])) {
        return Error{ErrorCode::Corruption, "familiarity: its numbers do not fit together"};
    }
    familiarity.residual_variance = residual[0];
    familiarity.distance_max = limit[0];
    familiarity.drift.threshold = drift_limit[0];
    return familiarity;
}

}  // namespace turbomode::models
