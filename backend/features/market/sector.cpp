#include "features/market/sector.hpp"

#include <array>
#include <cmath>
#include <map>

#include "base/check.hpp"
#include "features/catalog.hpp"
#include "features/parallel.hpp"

namespace features::market {

namespace {

constexpr auto kFamily = Family::Market;
constexpr auto kStock = Scope::Stock;

constexpr std::array kTable = std::to_array<SectorFeature>({
    {{"sector_return_5",
      kFamily,
      kStock,
      kLogReturn,
      "Mean of return_log_5 over the members of the stock's sector",
      "over all below 3",
      "definition",
      6},
     "return_log_5",
     false},
    {{"sector_return_20",
      kFamily,
      kStock,
      kLogReturn,
      "Mean of return_log_20 over the members of the stock's sector",
      "over all below 3",
      "Moskowitz and Grinblatt 1999",
      21},
     "return_log_20",
     false},
    {{"sector_return_60",
      kFamily,
      kStock,
      kLogReturn,
      "Mean of return_log_60 over the members of the stock's sector",
      "over all below 3",
      "Moskowitz and Grinblatt 1999",
      61},
     "return_log_60",
     false},
    {{"return_less_sector_5",
      kFamily,
      kStock,
      kLogReturn,
      "return_log_5 - sector_return_5",
      "",
      "definition",
      6},
     "return_log_5",
     true},
    {{"return_less_sector_20",
      kFamily,
      kStock,
      kLogReturn,
      "return_log_20 - sector_return_20",
      "",
      "definition",
      21},
     "return_log_20",
     true},
    {{"return_less_sector_60",
      kFamily,
      kStock,
      kLogReturn,
      "return_log_60 - sector_return_60",
      "",
      "definition",
      61},
     "return_log_60",
     true},
    {{"sector_return_1",
      kFamily,
      kStock,
      kLogReturn,
      "Mean of return_log_1 over the members of the stock's sector",
      "over all below 3",
      "definition",
      2},
     "return_log_1",
     false},
    {{"return_less_sector_1",
      kFamily,
      kStock,
      kLogReturn,
      "return_log_1 - sector_return_1",
      "",
      "definition",
      2},
     "return_log_1",
     true},
    {{"sector_distance_mean_50",
      kFamily,
      kStock,
      kLogRatio,
      "Mean of distance_mean_50 over the members of the stock's sector",
      "over all below 3",
      "definition",
      50},
     "distance_mean_50",
     false},
    {{"distance_mean_50_less_sector",
      kFamily,
      kStock,
      kLogRatio,
      "distance_mean_50 - sector_distance_mean_50",
      "",
      "definition",
      50},
     "distance_mean_50",
     true},
});

void write(std::span<const float> own, Input means, bool relative, std::span<float> out) {
    for (std::size_t session = 0; session < out.size(); ++session) {
        // The stock's own NaN (no bar, or too short a history) stays one.
        const auto value = static_cast<double>(own[session]);
        const double difference = value - means[session];
        out[session] =
            static_cast<float>(relative || std::isnan(difference) ? difference : means[session]);
    }
}

}  // namespace

std::vector<std::vector<double>> sector_means(const Matrix& own,
                                              const Members& members,
                                              std::size_t feature) {
    const std::size_t sessions = own.session_count();
    // Number 0 stands for all members, and so for those without a sector.
    std::vector<std::vector<double>> sums(members.sectors, std::vector<double>(sessions, 0.0));
    auto counts = sums;
    for (std::size_t stock = 0; stock < members.stocks(); ++stock) {
        const auto values = own.column(feature, stock);
        const std::uint32_t sector = members.sector[stock];
        for (std::size_t session = 0; session < sessions; ++session) {
            const auto value = static_cast<double>(values[session]);
            if (!members.counts(stock, session, value)) {
                continue;
            }
            sums[0][session] += value;
            counts[0][session] += 1.0;
            if (sector != 0) {
                sums[sector][session] += value;
                counts[sector][session] += 1.0;
            }
        }
    }
    for (std::size_t session = 0; session < sessions; ++session) {
        const double all = counts[0][session];
        sums[0][session] = all > 0.0 ? sums[0][session] / all : kMissing;
        for (std::size_t sector = 1; sector < members.sectors; ++sector) {
            const double count = counts[sector][session];
            const bool enough = count >= static_cast<double>(Members::kSectorMembersMin);
            sums[sector][session] = enough ? sums[sector][session] / count : sums[0][session];
        }
    }
    return sums;
}

std::span<const SectorFeature> sector_table() {
    return kTable;
}

void compute_sectors(const Members& members, unsigned threads, Matrix& matrix) {
    std::vector<std::size_t> sources;  // By row of the table.
    std::map<std::size_t, std::vector<std::vector<double>>> means;
    for (const auto& row : kTable) {
        const auto source = index_of(row.source);
        CHECK(source.has_value());
        sources.push_back(*source);
        if (!means.contains(*source)) {
            means.emplace(*source, sector_means(matrix, members, *source));
        }
    }
    const std::size_t first = blocks().sector;
    const auto worker = [&](std::size_t stock) {
        for (std::size_t row = 0; row < kTable.size(); ++row) {
            write(matrix.column(sources[row], stock),
                  means.at(sources[row])[members.sector[stock]],
                  kTable[row].relative,
                  matrix.column(first + row, stock));
        }
    };
    parallel_for(members.stocks(), threads, [&] { return worker; });
}

}  // namespace features::market
