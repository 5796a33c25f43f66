#include "features/cross_section/cross_section.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>

#include "base/check.hpp"
#include "features/catalog.hpp"
#include "features/cross_section/ranks.hpp"
#include "features/parallel.hpp"
#include "features/volume/volume.hpp"

namespace features::cross_section {

namespace {

// What is ranked, in the universe and in the sector.
constexpr std::array<std::string_view, 17> kRanked{"return_log_1",
                                                   "return_log_5",
                                                   "return_log_20",
                                                   "return_log_60",
                                                   "return_log_250_to_20",
                                                   "rsi_14",
                                                   "distance_mean_50",
                                                   "distance_mean_200",
                                                   "volatility_60",
                                                   "volume_trend_5_60",
                                                   "amihud_20",
                                                   "mean_dollar_volume_20",
                                                   "distance_high_250",
                                                   "beta_120",
                                                   "residual_return_20",
                                                   "return_log_120",
                                                   "return_max_20"};
constexpr std::array<std::string_view, 7> kScored{"return_log_20",
                                                  "distance_mean_200",
                                                  "volatility_60",
                                                  "mean_dollar_volume_20",
                                                  "return_log_5",
                                                  "rsi_14",
                                                  "distance_high_250"};
constexpr std::array<std::string_view, 3> kSectorScored{
    "return_log_20", "distance_mean_50", "volatility_60"};

struct Table {
    std::deque<std::string> texts;  // What the string_views in the rows point to; never moves.
    std::vector<CrossFeature> rows;
};

// The feature that is ranked, and what to call it in a definition: by name, or in full words when
// it has no column of its own.
struct Source {
    const Feature& feature;
    std::string_view wording;
};

Source find(std::span<const Feature> features, std::string_view name) {
    const auto published = std::ranges::find(features, name, &Feature::name);
    if (published != features.end()) {
        return {*published, published->name};
    }
    for (const auto& row : volume::unpublished()) {
        if (row.feature.name == name) {
            return {row.feature, row.feature.definition};
        }
    }
    CHECK(false);
}

struct Wording {
    Kind kind;
    std::string_view prefix;
    Unit unit;
    std::string_view before, after, otherwise;
};
constexpr Wording kRankWords{
    Kind::Rank, "rank_", kRank, "Rank of ", " among the members, ties averaged", {}};
constexpr Wording kSectorRankWords{Kind::SectorRank,
                                   "sector_rank_",
                                   kRank,
                                   "Rank of ",
                                   " among the members of the stock's sector, ties averaged",
                                   "among all below 3 members"};
constexpr Wording kScoreWords{Kind::ZScore,
                              "zscore_",
                              kDeviations,
                              "(",
                              " - its mean over the members) / their population deviation",
                              "0 when all are equal"};

constexpr Wording kSectorScoreWords{
    Kind::SectorZScore,
    "sector_zscore_",
    kDeviations,
    "(",
    " - its mean over the members of the stock's sector) / their population deviation",
    "0 when all are equal; over all below 3 members"};

std::string join(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const auto part : parts) {
        text += part;
    }
    return text;
}

void add_row(std::span<const Feature> features,
             const Wording& words,
             std::string_view name,
             Table& table) {
    const Source source = find(features, name);
    const std::string& full_name = table.texts.emplace_back(join({words.prefix, name}));
    const std::string& definition =
        table.texts.emplace_back(join({words.before, source.wording, words.after}));
    table.rows.push_back({{full_name,
                           Family::CrossSection,
                           Scope::Stock,
                           words.unit,
                           definition,
                           words.otherwise,
                           "definition",
                           source.feature.warmup_sessions},
                          words.kind,
                          name});
}

Table make_table(std::span<const Feature> features) {
    Table table;
    for (const auto name : kRanked) {
        add_row(features, kRankWords, name, table);
    }
    for (const auto name : kRanked) {
        add_row(features, kSectorRankWords, name, table);
    }
    for (const auto name : kScored) {
        add_row(features, kScoreWords, name, table);
    }
    for (const auto name : kSectorScored) {
        add_row(features, kSectorScoreWords, name, table);
    }
    return table;
}

const Table& table_of(std::span<const Feature> features) {
    static const Table kTable = make_table(features);
    return kTable;
}

// Sessions worked on at once: a cache line of each stock's column, twice.
constexpr std::size_t kTileSessions = 16;

// One thing that is ranked: where it lies and where its answers go.
struct Job {
    const Matrix* from;
    std::size_t source;
    std::optional<std::size_t> rank, sector_rank, zscore, sector_zscore;  // Of the result.
};

std::vector<Job> make_jobs(const Matrix& unpublished, const Matrix& matrix) {
    std::vector<Job> jobs;
    const auto rows = table_of(schema()).rows;
    std::vector<std::string_view> names;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto found = std::ranges::find(names, rows[row].source);
        const auto number = static_cast<std::size_t>(found - names.begin());
        if (found == names.end()) {
            names.push_back(rows[row].source);
            const auto published = index_of(rows[row].source);
            const auto& hidden = volume::unpublished();
            const auto place = std::ranges::find_if(
                hidden, [&](const auto& other) { return other.feature.name == names.back(); });
            const auto at = static_cast<std::size_t>(place - hidden.begin());
            jobs.push_back(
                {published ? &matrix : &unpublished, published.value_or(at), {}, {}, {}, {}});
        }
        const std::size_t column = blocks().cross_section + row;
        switch (rows[row].kind) {
            case Kind::Rank:
                jobs[number].rank = column;
                break;
            case Kind::SectorRank:
                jobs[number].sector_rank = column;
                break;
            case Kind::ZScore:
                jobs[number].zscore = column;
                break;
            case Kind::SectorZScore:
                jobs[number].sector_zscore = column;
                break;
        }
    }
    return jobs;
}

// Some sessions of one feature, by session and then stock: a session's stocks lie side by side.
class Tile {
public:
    explicit Tile(std::size_t stocks) : stocks_(stocks), values_(kTileSessions * stocks) {}

    Output session(std::size_t at) { return Output{values_}.subspan(at * stocks_, stocks_); }
    void read(const Matrix& from, std::size_t feature, std::size_t first, std::size_t count) {
        for (std::size_t stock = 0; stock < stocks_; ++stock) {
            const auto column = from.column(feature, stock).subspan(first, count);
            for (std::size_t at = 0; at < count; ++at) {
                values_[at * stocks_ + stock] = static_cast<double>(column[at]);
            }
        }
    }
    void write(std::size_t feature, std::size_t first, std::size_t count, Matrix& to) const {
        for (std::size_t stock = 0; stock < stocks_; ++stock) {
            const auto column = to.column(feature, stock).subspan(first, count);
            for (std::size_t at = 0; at < count; ++at) {
                column[at] = static_cast<float>(values_[at * stocks_ + stock]);
            }
        }
    }

private:
    std::size_t stocks_;
    std::vector<double> values_;
};

// Membership by session and then stock.
std::vector<std::uint8_t> transpose(const Members& members, std::size_t sessions) {
    std::vector<std::uint8_t> flags(sessions * members.stocks());
    for (std::size_t stock = 0; stock < members.stocks(); ++stock) {
        for (std::size_t session = 0; session < sessions; ++session) {
            flags[session * members.stocks() + stock] = members.flags[stock][session];
        }
    }
    return flags;
}

// A thread's scratch memory, and its work on one tile.
class Worker {
public:
    Worker(const Members& members, std::span<const std::uint8_t> flags)
        : members_(members),
          flags_(flags),
          values_(members.stocks()),
          rank_(members.stocks()),
          sector_rank_(members.stocks()),
          zscore_(members.stocks()),
          sector_zscore_(members.stocks()),
          scorer_(members.sectors),
          ranker_(members.sectors) {}

    void run(const Job& job, std::size_t first, Matrix& matrix) {
        const std::size_t count = std::min(kTileSessions, matrix.session_count() - first);
        values_.read(*job.from, job.source, first, count);
        for (std::size_t at = 0; at < count; ++at) {
            const auto flags = flags_.subspan((first + at) * members_.stocks(), members_.stocks());
            const Values session{values_.session(at), flags, members_.sector};
            if (job.rank || job.sector_rank) {
                ranker_.rank(session, {rank_.session(at), sector_rank_.session(at)});
            }
            if (job.zscore) {
                zscore(session, zscore_.session(at));
            }
            if (job.sector_zscore) {
                scorer_.zscore(session, sector_zscore_.session(at));
            }
        }
        const auto write = [&](const Tile& tile, const std::optional<std::size_t>& column) {
            if (column) {
                tile.write(*column, first, count, matrix);
            }
        };
        write(rank_, job.rank);
        write(sector_rank_, job.sector_rank);
        write(zscore_, job.zscore);
        write(sector_zscore_, job.sector_zscore);
    }

private:
    const Members& members_;
    std::span<const std::uint8_t> flags_;
    Tile values_, rank_, sector_rank_, zscore_, sector_zscore_;
    SectorScorer scorer_;
    Ranker ranker_;
};

}  // namespace

std::span<const CrossFeature> table(std::span<const Feature> features) {
    return table_of(features).rows;
}

void compute(const Matrix& unpublished, const Members& members, unsigned threads, Matrix& matrix) {
    const auto jobs = make_jobs(unpublished, matrix);
    const auto flags = transpose(members, matrix.session_count());
    const std::size_t tiles = (matrix.session_count() + kTileSessions - 1) / kTileSessions;
    const auto make_worker = [&] {
        return [&, worker = Worker{members, flags}](std::size_t index) mutable {
            worker.run(jobs[index % jobs.size()], index / jobs.size() * kTileSessions, matrix);
        };
    };
    parallel_for(tiles * jobs.size(), threads, make_worker);
}

}  // namespace features::cross_section
