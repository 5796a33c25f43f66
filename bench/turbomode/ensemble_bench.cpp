// The champion of a home at work on the session that it was trained until: all stocks of the night
// scored for both sides (budget 150 ms), as many signals explained as can open in a night (400 ms
// more), one stock scored alone (5 ms).
//
//   ensemble_bench [--home=FOLDER] [google-benchmark's flags]      else $TURBOMODE_HOME
//
// Beside each the peer: XGBoost with the same trees on the same rows and nothing else, on as many
// threads as it likes. Last, a limit: copying the bytes of the model's files.
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <xgboost/c_api.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/file.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/nightly/scored.hpp"

namespace turbomode {
namespace {

constexpr std::size_t kSignalsASide = 60;  // 20 in each of three thirds by size.
// What tree_model.cpp ends a file with.
constexpr std::string_view kEndOfTrees = "end of trees";

struct Loaded {
    models::StoredModel model;
    nightly::ScoredSession scored;
    std::filesystem::path folder;  // Of the model.

    models::Inputs night() const { return scored.inputs(); }
    models::Inputs first(std::size_t rows) const {
        return {.values = night().values.first(rows * night().columns), .columns = night().columns};
    }
    std::vector<std::string> files() const {
        std::vector<std::string> all;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            all.push_back(base::read_file(entry.path()).value());
        }
        return all;
    }
};

base::Result<Loaded> load(const std::string& home) {
    const app::Context context{.home = home};
    TRY_ASSIGN(const auto config, context.config());
    const auto registry = app::registry_of(context, config);
    TRY_ASSIGN(const auto champion, registry.champion());
    if (!champion) {
        return base::Error{base::ErrorCode::NotEnoughData,
                           fmt::format("{}: there is no champion", registry.folder().string())};
    }
    TRY_ASSIGN(auto model, models::load(registry.folder(), *champion, app::exit_rule_of(config)));
    TRY_ASSIGN(const auto prices,
               market_data::Reader::open(context.at(config.paths.market_data_db)));
    TRY_ASSIGN(auto scored,
               nightly::score(
                   prices, model, model.as_of, {.also = {}, .model_days_max = 1, .threads = 2}));
    if (!scored.any()) {
        return base::Error{base::ErrorCode::NotEnoughData,
                           fmt::format("no stock can be scored on {}", model.as_of.text())};
    }
    return Loaded{.model = std::move(model),
                  .scored = std::move(scored),
                  .folder = registry.folder() / *champion};
}

// One side's trees for one question, in XGBoost's hands alone.
class Trees {
public:
    explicit Trees(const std::filesystem::path& file) {
        auto bytes = base::read_file(file).value();
        CHECK(bytes.ends_with(kEndOfTrees));
        bytes.resize(bytes.size() - kEndOfTrees.size());
        CHECK(XGBoosterCreate(nullptr, 0, &booster_) == 0);
        CHECK(XGBoosterLoadModelFromBuffer(booster_, bytes.data(), bytes.size()) == 0);
    }
    Trees(Trees&& other) noexcept : booster_(std::exchange(other.booster_, nullptr)) {}
    Trees(const Trees&) = delete;
    Trees& operator=(const Trees&) = delete;
    Trees& operator=(Trees&&) = delete;
    ~Trees() {
        if (booster_ != nullptr) {
            XGBoosterFree(booster_);
        }
    }

    // Of rows as they are, none of them seen before.
    float score(const models::Inputs& rows) const {
        const std::string array = fmt::format(
            R"({{"data": [{}, true], "shape": [{}, {}], "typestr": "<f4", "version": 3}})",
            reinterpret_cast<std::uintptr_t>(rows.values.data()),
            rows.rows(),
            rows.columns);
        Answer answer;
        CHECK(XGBoosterPredictFromDense(booster_,
                                        array.c_str(),
                                        options(1).c_str(),
                                        nullptr,
                                        &answer.shape,
                                        &answer.dimensions,
                                        &answer.values) == 0);
        return answer.values[0];
    }
    float contributions(DMatrixHandle rows) const {
        Answer answer;
        CHECK(XGBoosterPredictFromDMatrix(booster_,
                                          rows,
                                          options(2).c_str(),
                                          &answer.shape,
                                          &answer.dimensions,
                                          &answer.values) == 0);
        return answer.values[0];
    }
    std::size_t count() const {
        int rounds = 0;
        CHECK(XGBoosterBoostedRounds(booster_, &rounds) == 0);
        return static_cast<std::size_t>(rounds);
    }

private:
    struct Answer {
        const bst_ulong* shape = nullptr;
        bst_ulong dimensions = 0;
        const float* values = nullptr;
    };
    static std::string options(int type) {
        return fmt::format(
            R"({{"type": {}, "training": false, "iteration_begin": 0, "iteration_end": 0, )"
            R"("strict_shape": false, "missing": NaN, "cache_id": 0}})",
            type);
    }

    BoosterHandle booster_ = nullptr;
};

std::size_t count_of(const std::vector<Trees>& trees) {
    std::size_t count = 0;
    for (const auto& some : trees) {
        count += some.count();
    }
    return count;
}

// Seconds a row and a hundred trees.
void count_rows_and_trees(benchmark::State& state, std::size_t rows, std::size_t trees) {
    state.counters["trees"] = static_cast<double>(trees);
    state.counters["per_row_and_100_trees"] = benchmark::Counter(
        static_cast<double>(rows * trees) / 100.0,
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

// Those of both sides; `question`: "win", "return", or all when empty.
std::vector<Trees> trees_of(const Loaded& loaded, std::string_view question) {
    std::vector<Trees> all;
    for (const auto& entry : std::filesystem::directory_iterator(loaded.folder)) {
        const auto name = entry.path().filename().string();
        const bool is_trees = name.find("boosted") != std::string::npos ||
                              name.find("forest") != std::string::npos ||
                              name.find("trees") != std::string::npos;
        if (is_trees && name.find(question) != std::string::npos) {
            all.emplace_back(entry.path());
        }
    }
    return all;
}

void score(benchmark::State& state, const Loaded& loaded, std::size_t rows) {
    const auto night = loaded.first(rows);
    for (auto _ : state) {
        for (const auto side : models::kSides) {
            benchmark::DoNotOptimize(loaded.model.ensemble.predict(side, night).value());
        }
    }
    state.counters["stocks"] = static_cast<double>(rows);
}

void explain(benchmark::State& state, const Loaded& loaded, std::size_t signals) {
    std::vector<std::size_t> rows(signals);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    for (auto _ : state) {
        for (const auto side : models::kSides) {
            benchmark::DoNotOptimize(
                loaded.model.ensemble.explain(side, loaded.night(), rows).value());
        }
    }
    state.counters["signals"] = static_cast<double>(2 * signals);
}

void score_by_xgboost(benchmark::State& state, const Loaded& loaded, std::size_t rows) {
    const auto trees = trees_of(loaded, "");
    const auto inputs = loaded.first(rows);
    for (auto _ : state) {
        for (const auto& some : trees) {
            benchmark::DoNotOptimize(some.score(inputs));
        }
    }
    count_rows_and_trees(state, rows, count_of(trees));
}

void explain_by_xgboost(benchmark::State& state, const Loaded& loaded, std::size_t rows) {
    const auto trees = trees_of(loaded, "win");
    const auto inputs = loaded.first(rows);
    DMatrixHandle matrix = nullptr;
    CHECK(XGDMatrixCreateFromMat(inputs.values.data(),
                                 inputs.rows(),
                                 inputs.columns,
                                 std::numeric_limits<float>::quiet_NaN(),
                                 &matrix) == 0);
    for (auto _ : state) {
        for (const auto& some : trees) {
            benchmark::DoNotOptimize(some.contributions(matrix));
        }
    }
    XGDMatrixFree(matrix);
    count_rows_and_trees(state, rows, count_of(trees));
}

void copy_bytes(benchmark::State& state, const Loaded& loaded) {
    const auto files = loaded.files();
    std::int64_t bytes = 0;
    for (const auto& file : files) {
        bytes += static_cast<std::int64_t>(file.size());
    }
    for (auto _ : state) {
        auto copies = files;
        benchmark::DoNotOptimize(copies.data());
    }
    state.SetBytesProcessed(bytes * state.iterations());
}

void register_all(const Loaded& loaded) {
    const std::size_t stocks = loaded.night().rows();
    const std::size_t signals = std::min(kSignalsASide, stocks);
    const auto add = [](const char* name, auto work) {
        benchmark::RegisterBenchmark(name, work)->Unit(benchmark::kMillisecond)->UseRealTime();
    };
    add("score_night", [=, &loaded](auto& state) { score(state, loaded, stocks); });
    add("score_night/xgboost",
        [=, &loaded](auto& state) { score_by_xgboost(state, loaded, stocks); });
    add("explain_signals", [=, &loaded](auto& state) { explain(state, loaded, signals); });
    add("explain_signals/xgboost",
        [=, &loaded](auto& state) { explain_by_xgboost(state, loaded, signals); });
    add("score_one", [&](auto& state) { score(state, loaded, 1); });
    add("score_one/xgboost", [&](auto& state) { score_by_xgboost(state, loaded, 1); });
    add("copy_model_bytes", [&](auto& state) { copy_bytes(state, loaded); });
}

// The value of --home, which google-benchmark would not know; taken out of the arguments.
std::string home_of(int& argc, char** argv) {
    constexpr std::string_view kFlag = "--home=";
    const char* const set = std::getenv("TURBOMODE_HOME");
    std::string home = set != nullptr ? set : ".";
    int kept = 1;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument.starts_with(kFlag)) {
            home = argument.substr(kFlag.size());
        } else {
            argv[kept++] = argv[i];
        }
    }
    argc = kept;
    return home;
}

}  // namespace
}  // namespace turbomode

int main(int argc, char** argv) {
    const auto home = turbomode::home_of(argc, argv);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    const auto loaded = turbomode::load(home);
    if (!loaded.ok()) {
        fmt::print(stderr,
                   "{}\nName a home with prices and a champion of this build, by --home=FOLDER or "
                   "$TURBOMODE_HOME; `turbomode train --home FOLDER` makes the champion.\n",
                   loaded.error().message);
        return 4;
    }
    turbomode::register_all(loaded.value());
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
