#include "turbomode/models/feature_cache.hpp"

#include <cstring>
#include <fstream>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "backend/turbomode/platform/temporary_folder.hpp"

namespace turbomode::models {
namespace {

class FeatureCache : public testing::Test {
protected:
    std::filesystem::path file() const { return folder_.path() / "features.bin"; }
    features::Matrix features_of(const std::string& data_hash) const {
        return cached_features(panel_, data_hash, folder_.path(), 2);
    }
    void expect_right(const features::Matrix& matrix) const {
        const auto built = features::build(panel_, panel_.sessions.back());
        ASSERT_EQ(matrix.feature_count(), built.feature_count());
        ASSERT_EQ(matrix.stock_count(), built.stock_count());
        for (std::size_t feature = 0; feature < built.feature_count(); ++feature) {
            for (std::size_t stock = 0; stock < built.stock_count(); ++stock) {
                const auto a = matrix.column(feature, stock);
                const auto b = built.column(feature, stock);
                ASSERT_EQ(a.size(), b.size());
                ASSERT_EQ(std::memcmp(a.data(), b.data(), b.size_bytes()), 0);
                ASSERT_EQ(reinterpret_cast<std::uintptr_t>(a.data()) % 64, 0U);
            }
        }
    }
    platform::TemporaryFolder folder_{"feature_cache"};
    bars::Panel panel_ = random_walks({.stocks = 4, .sessions = 300, .seed = 3});
};

TEST_F(FeatureCache, GivesTheSameBitsFromDiskAsFromBuilding) {
    expect_right(features_of("a"));
    const auto written = std::filesystem::last_write_time(file());
    expect_right(features_of("a"));
    EXPECT_EQ(std::filesystem::last_write_time(file()), written);
}

TEST_F(FeatureCache, IsNotTakenForOtherData) {
    features_of("a");
    auto& volume = panel_.stocks[0].series;
    volume = panel_.stocks[1].series;
    expect_right(features_of("b"));
}

TEST_F(FeatureCache, IsBuiltAnewWhenItIsCutShortOrDamagedInItsHeader) {
    features_of("a");
    std::filesystem::resize_file(file(), std::filesystem::file_size(file()) - 1);
    expect_right(features_of("a"));
    {
        std::fstream damaged(file(), std::ios::in | std::ios::out | std::ios::binary);
        damaged.seekp(30);  // In the schema's hash.
        damaged << '?';
    }
    expect_right(features_of("a"));
    std::filesystem::remove(file());
    expect_right(features_of("a"));
}

TEST_F(FeatureCache, CostsOnlyTimeWhereItCannotBeWritten) {
    const auto blocked = folder_.path() / "blocked";
    std::ofstream(blocked) << "a file, not a folder";
    expect_right(cached_features(panel_, "a", blocked, 2));
}

}  // namespace
}  // namespace turbomode::models
