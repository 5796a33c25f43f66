#include "features/schema.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "features/catalog.hpp"

namespace features {
namespace {

TEST(Schema, HasFeaturesOfEveryFamily) {
    EXPECT_GE(schema().size(), 200U);
    std::set<Family> families;
    std::set<std::string_view> names;
    for (const auto& feature : schema()) {
        families.insert(feature.family);
        names.insert(name_of(feature.family));
    }
    EXPECT_EQ(families.size(), 12U);
    EXPECT_EQ(names.size(), 12U);
}

TEST(Schema, TellsStocksApartBySeventyFeaturesOrMore) {
    const auto own = std::ranges::count(schema(), Scope::Stock, &Feature::scope);
    const auto ranks = std::ranges::count(schema(), Family::CrossSection, &Feature::family);
    EXPECT_GE(own - ranks, 70);
}

// A letter first, then small letters, digits and single underscores in between. (Not std::regex:
// GCC 12 warns of it under the sanitizers.)
bool in_snake_case(std::string_view name) {
    const bool letters =
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
    return letters && !name.empty() && name.front() >= 'a' && name.back() != '_' &&
           name.find("__") == std::string_view::npos;
}

TEST(Schema, NamesAreUniqueAndInSnakeCase) {
    std::set<std::string_view> names;
    for (const auto& feature : schema()) {
        EXPECT_TRUE(in_snake_case(feature.name)) << feature.name;
        EXPECT_TRUE(names.insert(feature.name).second) << feature.name;
    }
}

// A column by one of these names would be a price or a count of shares, not comparable by stock.
TEST(Schema, NamesNoRawPriceOrVolume) {
    const std::set<std::string_view> raw{"open",
                                         "high",
                                         "low",
                                         "close",
                                         "price",
                                         "volume",
                                         "shares",
                                         "dollar_volume",
                                         "symbol",
                                         "ticker"};
    for (const auto& feature : schema()) {
        EXPECT_FALSE(raw.contains(feature.name)) << feature.name;
        const bool has_dollars = feature.unit.text.find("USD") != std::string_view::npos;
        EXPECT_EQ(has_dollars, feature.name == "amihud_20") << feature.name;
    }
}

TEST(Schema, EveryFeatureIsExplainedOnOneLine) {
    for (const auto& feature : schema()) {
        for (const auto text : {feature.unit.text, feature.definition, feature.source}) {
            EXPECT_FALSE(text.empty()) << feature.name;
            EXPECT_EQ(text.find('\n'), std::string_view::npos) << feature.name;
        }
    }
}

TEST(Schema, NothingLooksBackFurtherThanAYear) {
    for (const auto& feature : schema()) {
        EXPECT_GE(feature.warmup_sessions, 1) << feature.name;
        EXPECT_LE(feature.warmup_sessions, 260) << feature.name;
    }
    EXPECT_EQ(warmup_sessions_max(), 251);  // return_log_250_to_20 needs 250 bars before today's.
}

TEST(Schema, FindsFeaturesByName) {
    for (std::size_t index = 0; index < schema().size(); ++index) {
        EXPECT_EQ(index_of(schema()[index].name), index);
    }
    EXPECT_EQ(index_of("close"), std::nullopt);
    EXPECT_EQ(index_of(""), std::nullopt);
}

TEST(Schema, RanksHaveTheWarmUpOfWhatTheyRank) {
    for (const std::string_view name : {"rsi_14", "beta_120", "return_log_250_to_20"}) {
        const int warm_up = schema()[*index_of(name)].warmup_sessions;
        EXPECT_EQ(schema()[*index_of("rank_" + std::string{name})].warmup_sessions, warm_up);
        EXPECT_EQ(schema()[*index_of("sector_rank_" + std::string{name})].warmup_sessions, warm_up);
    }
}

TEST(Schema, StartsWithTheFeaturesOfOneStockAlone) {
    const auto own = own_features();
    ASSERT_LE(own.size(), schema().size());
    for (std::size_t row = 0; row < own.size(); ++row) {
        EXPECT_EQ(schema()[row].name, own[row].feature.name);
    }
    EXPECT_EQ(blocks().market, own.size());
}

std::vector<Feature> copy_of_schema() {
    return {schema().begin(), schema().end()};
}

TEST(SchemaHash, IsThatOfTheSchema) {
    EXPECT_EQ(schema_hash(), hash_of(schema(), kSchemaVersion));
    EXPECT_EQ(schema_hash().size(), 64U);
}

TEST(SchemaHash, ChangesWithEverythingThatIsPromised) {
    std::set<std::string> hashes{schema_hash(),
                                 hash_of(schema(), kSchemaVersion + 1),
                                 hash_of(schema().subspan(1), kSchemaVersion)};
    auto changed = copy_of_schema();
    changed[3].name = "other";
    hashes.insert(hash_of(changed, kSchemaVersion));
    changed = copy_of_schema();
    changed[3].unit.text = "other";
    hashes.insert(hash_of(changed, kSchemaVersion));
    changed = copy_of_schema();
    changed[3].definition = "other";
    hashes.insert(hash_of(changed, kSchemaVersion));
    changed = copy_of_schema();
    changed[3].otherwise = "other";
    hashes.insert(hash_of(changed, kSchemaVersion));
    changed = copy_of_schema();
    ++changed[3].warmup_sessions;
    hashes.insert(hash_of(changed, kSchemaVersion));
    changed = copy_of_schema();
    std::swap(changed[3], changed[4]);
    hashes.insert(hash_of(changed, kSchemaVersion));
    EXPECT_EQ(hashes.size(), 9U);
}

}  // namespace
}  // namespace features
