#include "turbomode/models/registry.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "turbomode/models/artefact.hpp"

namespace turbomode::models {
namespace {

using base::ErrorCode;

class RegistryTest : public testing::Test {
protected:
    // A model as far as the registry looks: a manifest in a folder named after it.
    std::string make_model(const std::string& as_of) const {
        const std::string manifest = fmt::format(R"({{"as_of": "{}"}})", as_of);
        const auto id = fmt::format("tm-{}-{}", as_of, base::sha256_hex(manifest).substr(0, 8));
        std::filesystem::create_directories(folder_.path() / id);
        EXPECT_TRUE(
            base::write_file_atomically(folder_.path() / id / kManifestFile, manifest).ok());
        return id;
    }

    platform::TemporaryFolder folder_{"registry_test"};
    Registry registry_{folder_.path()};
};

TEST_F(RegistryTest, HasNoChampionBeforeThePromotionOfOne) {
    make_model("2024-01-02");
    const auto champion = registry_.champion();
    ASSERT_TRUE(champion.ok());
    EXPECT_FALSE(champion.value().has_value());
    EXPECT_FALSE(Registry{folder_.path() / "nowhere"}.champion().value().has_value());
}

TEST_F(RegistryTest, ListsModelsByNameAndNothingElse) {
    const auto newer = make_model("2024-02-01");
    const auto older = make_model("2024-01-02");
    std::filesystem::create_directories(folder_.path() / "empty");
    std::filesystem::create_directories(folder_.path() / ".tm-half.tmp");
    ASSERT_TRUE(
        base::write_file_atomically(folder_.path() / ".tm-half.tmp" / kManifestFile, "{}").ok());
    EXPECT_EQ(registry_.ids(), (std::vector<std::string>{older, newer}));
    EXPECT_TRUE(Registry{folder_.path() / "nowhere"}.ids().empty());
}

TEST_F(RegistryTest, PromotesAndGoesBackOneAtATime) {
    const auto a = make_model("2024-01-02");
    const auto b = make_model("2024-02-01");
    const auto c = make_model("2024-03-01");
    for (const auto& id : {a, b, c}) {
        ASSERT_TRUE(registry_.promote(id).ok());
        EXPECT_EQ(registry_.champion().value(), id);
    }
    EXPECT_EQ(registry_.rollback().value(), b);
    EXPECT_EQ(registry_.champion().value(), b);
    EXPECT_EQ(registry_.rollback().value(), a);
    const auto no_more = registry_.rollback();
    ASSERT_FALSE(no_more.ok());
    EXPECT_EQ(no_more.error().code, ErrorCode::Refused);
    EXPECT_EQ(registry_.champion().value(), a);
}

TEST_F(RegistryTest, PromotingTheChampionAgainChangesNothing) {
    const auto a = make_model("2024-01-02");
    ASSERT_TRUE(registry_.promote(a).ok());
    ASSERT_TRUE(registry_.promote(a).ok());
    EXPECT_FALSE(registry_.rollback().ok());
}

TEST_F(RegistryTest, DoesNotPromoteAModelThatIsNotThere) {
    const auto promoted = registry_.promote("tm-2024-01-02-00000000");
    ASSERT_FALSE(promoted.ok());
    EXPECT_EQ(promoted.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(registry_.champion().value().has_value());
}

TEST_F(RegistryTest, DoesNotGoBackToAModelThatIsGone) {
    const auto a = make_model("2024-01-02");
    const auto b = make_model("2024-02-01");
    ASSERT_TRUE(registry_.promote(a).ok());
    ASSERT_TRUE(registry_.promote(b).ok());
    std::filesystem::remove_all(folder_.path() / a);
    EXPECT_EQ(registry_.rollback().error().code, ErrorCode::NotFound);
    EXPECT_EQ(registry_.champion().value(), b);
}

TEST_F(RegistryTest, RefusesAChampionFileThatIsNotItsOwn) {
    make_model("2024-01-02");
    for (const char* foreign : {"no JSON",
                                "[]",
                                R"({"champions": ["a"]})",
                                R"({"application": "ml_automation", "champions": ["a"]})",
                                R"({"application": 3, "champions": ["a"]})",
                                R"({"application": "turbomode"})",
                                R"({"application": "turbomode", "champions": "a"})",
                                R"({"application": "turbomode", "champions": [1, 2]})"}) {
        ASSERT_TRUE(base::write_file_atomically(folder_.path() / "champion.json", foreign).ok());
        const auto champion = registry_.champion();
        ASSERT_FALSE(champion.ok()) << foreign;
        EXPECT_EQ(champion.error().code, ErrorCode::Corruption);
        EXPECT_NE(champion.error().message.find("champion.json"), std::string::npos);
        EXPECT_FALSE(registry_.promote(registry_.ids().front()).ok());
        EXPECT_FALSE(registry_.rollback().ok());
    }
}

}  // namespace
}  // namespace turbomode::models
