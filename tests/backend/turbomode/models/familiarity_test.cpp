#include "turbomode/models/familiarity.hpp"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "features/schema.hpp"
#include "turbomode/models/learners/weights_file.hpp"

namespace turbomode::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kStocks = 60;
constexpr std::size_t kSessions = 120;
constexpr std::size_t kTrained = 90;  // The first so many nights.
constexpr std::size_t kTraits = 4;
constexpr std::size_t kStranger = 17;  // A stock.

const InputColumns& columns() {
    static const InputColumns value = input_columns();
    return value;
}

// A number in -0.5..0.5 that belongs to three, whatever order they are asked in.
double drawn(std::size_t what, std::size_t stock, std::size_t session) {
    static const InputValue unmixed = noise(5);
    return unmixed(0, stock + kStocks * what, session);
}

// Inputs are sums of a few traits of a stock on a session, with a little noise; the movement is
// about 2 %; the market's state swings.
double made_value(std::size_t input, std::size_t stock, std::size_t session) {
    if (input + 1 == columns().features.size()) {
        return 0.02 * std::exp(drawn(0, stock, session));
    }
    if (input >= columns().stock_columns) {
        return std::sin(0.3 * static_cast<double>(session) + static_cast<double>(input));
    }
    double value = 0.1 * drawn(100 + input, stock, session);
    for (std::size_t trait = 0; trait < kTraits; ++trait) {
        const double weight = std::sin(static_cast<double>((3 * input + 1) * (trait + 2)));
        value += weight * drawn(1 + trait, stock, session);
    }
    return value;
}

// What a test changes about the last session.
using Change = std::function<double(std::size_t input, std::size_t stock, double value)>;

// Sixty stocks on 120 sessions.
struct Made {
    bars::Panel panel = random_walks({.stocks = kStocks, .sessions = kSessions});
    features::Matrix matrix;
    Nights nights;

    explicit Made(const Change& change)
        : matrix(matrix_of(panel,
                           [&](std::size_t input, std::size_t stock, std::size_t session) {
                               const double value = made_value(input, stock, session);
                               return session + 1 == kSessions ? change(input, stock, value)
                                                               : value;
                           })),
          nights(Nights::of(panel, matrix, 2)) {}

    Inputs inputs(std::size_t n) const {
        return {.values = nights.rows_of(nights.nights()[n]), .columns = nights.columns()};
    }
    std::vector<Likeness> likeness(const Familiarity& familiarity, std::size_t n) const {
        std::vector<float> values;
        for (std::size_t stock = 0; stock < kStocks; ++stock) {
            for (std::size_t feature = 0; feature < features::schema().size(); ++feature) {
                values.push_back(matrix.value(feature, stock, n));
            }
        }
        return likeness_of(familiarity, inputs(n), values);
    }
    std::vector<Likeness> tonight(const Familiarity& familiarity) const {
        return likeness(familiarity, kSessions - 1);
    }
};

Made made(const Change& change) {
    return Made(change);
}

const Made& ordinary() {
    static const Made value([](std::size_t, std::size_t, double x) { return x; });
    return value;
}

const Familiarity& trained() {
    static const Familiarity value = fit_familiarity(ordinary().nights, 0, kTrained);
    return value;
}

std::vector<std::size_t> unfamiliar(const std::vector<Likeness>& all) {
    std::vector<std::size_t> stocks;
    for (std::size_t stock = 0; stock < all.size(); ++stock) {
        if (!all[stock].is_familiar()) {
            stocks.push_back(stock);
        }
    }
    return stocks;
}

std::size_t feature(std::string_view name) {
    return features::index_of(name).value();
}

TEST(Familiarity, KnowsWhatItWasFittedOnAndNightsLikeIt) {
    std::size_t rows = 0;
    std::size_t strangers = 0;
    for (std::size_t n = 0; n < kSessions; ++n) {
        rows += kStocks;
        strangers += unfamiliar(ordinary().likeness(trained(), n)).size();
    }
    EXPECT_LE(strangers, rows / 1000);
}

TEST(Familiarity, MarksAStockWhoseRanksDoNotGoTogether) {
    // Every second input of the stranger is that of another stock: each of them is ordinary.
    const auto mixed = made([](std::size_t input, std::size_t stock, double value) {
        return stock == kStranger && input % 2 == 0 ? made_value(input, 3, kSessions - 1) : value;
    });
    const auto all = mixed.tonight(trained());
    EXPECT_THAT(unfamiliar(all), ElementsAre(kStranger));
    EXPECT_FALSE(all[kStranger].feature.has_value());
}

TEST(Familiarity, MarksAStockThatMovesMoreOrLessThanAnyBefore) {
    for (const double movement : {0.5, 1e-4, 0.0}) {
        const auto moved = made([&](std::size_t input, std::size_t stock, double value) {
            const bool is_movement = columns().features[input] == feature(kMovementFeature);
            return stock == kStranger && is_movement ? movement : value;
        });
        const auto all = moved.tonight(trained());
        EXPECT_THAT(unfamiliar(all), ElementsAre(kStranger)) << movement;
        EXPECT_EQ(all[kStranger].feature, feature(kMovementFeature));
    }
}

TEST(Familiarity, MarksASizeThatTheRankHides) {
    // The greatest of all either way: its ranks are those of the ordinary night.
    const auto huge = made([](std::size_t input, std::size_t stock, double value) {
        const auto values = [&](std::size_t other) {
            return made_value(input, other, kSessions - 1);
        };
        if (columns().features[input] != feature("return_log_1")) {
            return value;
        }
        std::size_t greatest = 0;
        for (std::size_t other = 1; other < kStocks; ++other) {
            greatest = values(other) > values(greatest) ? other : greatest;
        }
        return stock == greatest ? 20.0 : value;
    });
    const auto all = huge.tonight(trained());
    const auto strangers = unfamiliar(all);
    ASSERT_EQ(strangers.size(), 1U);
    EXPECT_EQ(all[strangers[0]].feature, feature("return_log_1"));
    const auto before = ordinary().tonight(trained());
    EXPECT_TRUE(before[strangers[0]].is_familiar());
}

TEST(Familiarity, MarksNobodyOnANightThatIsWildForAll) {
    // Twenty times the returns ever seen, and a market beyond all that was seen.
    const auto market = feature("market_volatility_20");
    const auto wild = made([&](std::size_t input, std::size_t, double value) {
        const std::size_t changed = columns().features[input];
        const double more = changed == feature("return_log_1") ? 20.0 * value : value;
        return changed == market ? 5.0 : more;
    });
    EXPECT_THAT(unfamiliar(wild.tonight(trained())),
                testing::ContainerEq(unfamiliar(ordinary().tonight(trained()))));
    EXPECT_THAT(strange_market(trained(), wild.inputs(kSessions - 1)), ElementsAre(market));
    EXPECT_THAT(strange_market(trained(), ordinary().inputs(kSessions - 1)), IsEmpty());
}

TEST(Familiarity, HoldsNoPredictionOfWhatIsNoNumber) {
    EXPECT_FALSE((Likeness{.strangeness = std::nan(""), .feature = {}}.is_familiar()));
    EXPECT_TRUE((Likeness{.strangeness = 1.0, .feature = {}}.is_familiar()));
    EXPECT_FALSE((Likeness{.strangeness = 1.0 + 1e-9, .feature = {}}.is_familiar()));
}

TEST(Familiarity, IsReadBackAsItWasWritten) {
    const auto bytes = to_bytes(trained());
    const auto back = familiarity_of(bytes);
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(to_bytes(back.value()), bytes);
    const auto before = ordinary().tonight(trained());
    const auto after = ordinary().tonight(back.value());
    for (std::size_t stock = 0; stock < kStocks; ++stock) {
        EXPECT_EQ(after[stock].strangeness, before[stock].strangeness);
        EXPECT_EQ(after[stock].feature, before[stock].feature);
    }
}

TEST(Familiarity, HasTheSameBytesFittedAgainWhateverCameLater) {
    EXPECT_EQ(to_bytes(fit_familiarity(ordinary().nights, 0, kTrained)), to_bytes(trained()));
    const auto other = made([](std::size_t, std::size_t, double value) { return 3.0 - value; });
    EXPECT_EQ(to_bytes(fit_familiarity(other.nights, 0, kTrained)), to_bytes(trained()));
    EXPECT_NE(to_bytes(fit_familiarity(ordinary().nights, 1, kTrained)), to_bytes(trained()));
}

TEST(Familiarity, OfOtherColumnsIsRefused) {
    auto other = trained();
    other.means.pop_back();
    EXPECT_EQ(familiarity_of(to_bytes(other)).error().code, base::ErrorCode::Corruption);
    other = trained();
    other.variances.front() = 0.0;
    EXPECT_EQ(familiarity_of(to_bytes(other)).error().code, base::ErrorCode::Corruption);
    other = trained();
    other.distance_highs.clear();
    EXPECT_EQ(familiarity_of(to_bytes(other)).error().code, base::ErrorCode::Corruption);
    for (const char* bytes : {"", "{}", R"({"learner":"linear","weights":[1]})"}) {
        EXPECT_EQ(familiarity_of(bytes).error().code, base::ErrorCode::Corruption) << bytes;
    }
}

// Two ranks that go together but for noise: lambda = 0.2 along (1, 1) / sqrt 2, 0.01 across.
TEST(Familiarity, MeasuresTheDistanceOfThePublishedFormula) {
    const double half = std::numbers::sqrt2 / 2.0;
    Familiarity two;
    two.means.assign(columns().stock_columns, 0.0);
    two.components.assign(columns().stock_columns, 0.0);
    two.components[0] = two.components[1] = half;
    two.variances = {0.2};
    two.residual_variance = 0.01;
    two.distance_max = 2.0;
    for (auto* list : {&two.lows, &two.distance_lows}) {
        list->assign(columns().features.size(), -1e9);
    }
    for (auto* list : {&two.highs, &two.distance_highs}) {
        list->assign(columns().features.size(), 1e9);
    }
    two.lows.back() = 1e-9;
    std::vector<float> night(2 * columns().features.size(), 0.0F);
    night[0] = night[1] = 0.5F;                               // Along: length^2 1/2.
    night[columns().features.size()] = 0.5F;                  // Half of that along, half across.
    night[columns().features.size() - 1] = night.back() = 1;  // Movements inside the range.
    const std::vector<float> values(2 * features::schema().size(), 0.0F);
    const auto all =
        likeness_of(two, {.values = night, .columns = columns().features.size()}, values);
    EXPECT_NEAR(all[0].strangeness, (0.5 / 0.2) / 2.0, 1e-5);
    EXPECT_NEAR(all[1].strangeness, (0.125 / 0.2 + 0.125 / 0.01) / 2.0, 1e-5);
}

}  // namespace
}  // namespace turbomode::models
