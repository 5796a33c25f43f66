// What the features of the cross-section say: each compares the stock with all others, or with
// those of its sector.
#include <array>
#include <deque>

#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

// What is ranked, and how a stock of high or low rank differs from so many percent of the others.
struct Comparison {
    std::string_view feature, more, less;
};

constexpr std::array kComparisons = std::to_array<Comparison>({
    {"return_log_1", "did better on the day than", "did worse on the day than"},
    {"return_log_5", "did better over 5 sessions than", "did worse over 5 sessions than"},
    {"return_log_20", "did better over 20 sessions than", "did worse over 20 sessions than"},
    {"return_log_60", "did better over 60 sessions than", "did worse over 60 sessions than"},
    {"return_log_120", "did better over 120 sessions than", "did worse over 120 sessions than"},
    {"return_log_250_to_20",
     "did better from 250 to 20 sessions ago than",
     "did worse from 250 to 20 sessions ago than"},
    {"rsi_14", "14-day RSI is higher than that of", "14-day RSI is lower than that of"},
    {"distance_mean_50",
     "is higher against its 50-day average than",
     "is lower against its 50-day average than"},
    {"distance_mean_200",
     "is higher against its 200-day average than",
     "is lower against its 200-day average than"},
    {"volatility_60", "swung more over 60 sessions than", "swung less over 60 sessions than"},
    {"volume_trend_5_60",
     "5-day volume is higher against its 60-day volume than that of",
     "5-day volume is lower against its 60-day volume than that of"},
    {"amihud_20",
     "moved more for each dollar traded over 20 sessions than",
     "moved less for each dollar traded over 20 sessions than"},
    {"mean_dollar_volume_20",
     "had more dollars traded over 20 sessions than",
     "had fewer dollars traded over 20 sessions than"},
    {"distance_high_250",
     "closed nearer to its 250-day high than",
     "closed farther below its 250-day high than"},
    {"beta_120", "120-day beta is higher than that of", "120-day beta is lower than that of"},
    {"residual_return_20",
     "did better over 20 sessions, the market's pull left out, than",
     "did worse over 20 sessions, the market's pull left out, than"},
    {"return_max_20",
     "best day of 20 was better than that of",
     "best day of 20 was worse than that of"},
});

constexpr std::array kScores = std::to_array<Sentence>({
    {"zscore_return_log_5",
     Show::OneDecimal,
     "5-day return is {} standard deviations above that of the average stock",
     "5-day return is {} standard deviations below that of the average stock",
     "5-day return is that of the average stock"},
    {"zscore_return_log_20",
     Show::OneDecimal,
     "20-day return is {} standard deviations above that of the average stock",
     "20-day return is {} standard deviations below that of the average stock",
     "20-day return is that of the average stock"},
    {"zscore_distance_mean_200",
     Show::OneDecimal,
     "is {} standard deviations higher against its 200-day average than the average stock",
     "is {} standard deviations lower against its 200-day average than the average stock",
     "is as high against its 200-day average as the average stock"},
    {"zscore_volatility_60",
     Show::OneDecimal,
     "60-day volatility is {} standard deviations above that of the average stock",
     "60-day volatility is {} standard deviations below that of the average stock",
     "60-day volatility is that of the average stock"},
    {"zscore_mean_dollar_volume_20",
     Show::OneDecimal,
     "20-day dollars traded are {} standard deviations above the average stock's",
     "20-day dollars traded are {} standard deviations below the average stock's",
     "20-day dollars traded are the average stock's"},
    {"zscore_rsi_14",
     Show::OneDecimal,
     "14-day RSI is {} standard deviations above that of the average stock",
     "14-day RSI is {} standard deviations below that of the average stock",
     "14-day RSI is that of the average stock"},
    {"zscore_distance_high_250",
     Show::OneDecimal,
     "closed {} standard deviations nearer to its 250-day high than the average stock",
     "closed {} standard deviations farther below its 250-day high than the average stock",
     "closed as near to its 250-day high as the average stock"},
    {"sector_zscore_return_log_20",
     Show::OneDecimal,
     "20-day return is {} standard deviations above its sector's average",
     "20-day return is {} standard deviations below its sector's average",
     "20-day return is its sector's average"},
    {"sector_zscore_distance_mean_50",
     Show::OneDecimal,
     "is {} standard deviations higher against its 50-day average than its sector",
     "is {} standard deviations lower against its 50-day average than its sector",
     "is as high against its 50-day average as its sector"},
    {"sector_zscore_volatility_60",
     Show::OneDecimal,
     "60-day volatility is {} standard deviations above its sector's average",
     "60-day volatility is {} standard deviations below its sector's average",
     "60-day volatility is its sector's average"},
});

struct Table {
    std::deque<std::string> texts;  // What the string_views in the rows point to; never moves.
    std::vector<Sentence> rows;

    std::string_view keep(std::string_view before, std::string_view after) {
        return texts.emplace_back(std::string{before}.append(after));
    }
};

Table make_table() {
    Table table;
    for (const auto& [feature, more, less] : kComparisons) {
        table.rows.push_back({.feature = table.keep("rank_", feature),
                              .show = Show::Rank,
                              .above = table.keep(more, " {} % of stocks"),
                              .below = table.keep(less, " {} % of stocks")});
        table.rows.push_back({.feature = table.keep("sector_rank_", feature),
                              .show = Show::Rank,
                              .above = table.keep(more, " {} % of its sector"),
                              .below = table.keep(less, " {} % of its sector")});
    }
    table.rows.insert(table.rows.end(), kScores.begin(), kScores.end());
    return table;
}

}  // namespace

std::span<const Sentence> cross_section() {
    static const Table kTable = make_table();
    return kTable.rows;
}

}  // namespace features::sentences
