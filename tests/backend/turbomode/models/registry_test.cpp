#include "turbomode/models/registry.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"
#include "base/file_lock.hpp"
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
    // One with files, as far as pruning looks. `bytes`: of its one learner.
    std::string make_whole_model(const std::string& as_of,
                                 std::size_t bytes = 100,
                                 const std::string& application = kApplication) const {
        const std::string manifest =
            fmt::format(R"({{"as_of": "{}", "application": "{}", "files": {{"a.model": ""}}}})",
                        as_of,
                        application);
        const auto id = fmt::format("tm-{}-{}", as_of, base::sha256_hex(manifest).substr(0, 8));
        std::filesystem::create_directories(folder_.path() / id);
        put(std::filesystem::path(id) / kManifestFile, manifest);
        put(std::filesystem::path(id) / "a.model", std::string(bytes, 'x'));
        return id;
    }
    void put(const std::filesystem::path& name, const std::string& bytes) const {
        EXPECT_TRUE(base::write_file_atomically(folder_.path() / name, bytes).ok()) << name;
    }
    bool has(const std::string& name) const {
        return std::filesystem::exists(folder_.path() / name);
    }
    // Five models, of which the second to the fifth have been champion, in that order.
    std::vector<std::string> five_models() const {
        std::vector<std::string> ids;
        for (int month = 1; month <= 5; ++month) {
            ids.push_back(make_whole_model(fmt::format("2024-{:02}-01", month)));
            if (month > 1) {
                EXPECT_TRUE(registry_.promote(ids.back()).ok());
            }
        }
        return ids;
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

TEST_F(RegistryTest, DoesNotChangeChampionsWhileAnotherDoes) {
    const auto a = make_model("2024-01-02");
    const auto lock = base::FileLock::try_lock(folder_.path() / ".champion.lock", "a test");
    ASSERT_TRUE(lock.ok());
    for (const auto& refused : {registry_.promote(a).error(),
                                registry_.rollback().error(),
                                registry_.prune(1, false).error()}) {
        EXPECT_EQ(refused.code, ErrorCode::Refused);
        EXPECT_NE(refused.message.find("a test"), std::string::npos) << refused.message;
    }
}

using Ids = std::vector<std::string>;

TEST(ExpiresOn, IsTheDayAfterTheLastOneAllowed) {
    const base::TradingDate as_of{2024, 5, 31};
    EXPECT_EQ(expires_on(as_of, 120), (base::TradingDate{2024, 9, 29}));  // 30 + 31 + 31 + 29 days
    EXPECT_EQ(expires_on(as_of, 120).days_since(as_of), 121);
}

TEST(ChallengerAmong, IsTheNewestThatIsNewerThanTheChampion) {
    const Ids ids{"tm-2024-01-02-b", "tm-2024-02-01-a", "tm-2024-02-01-c"};
    EXPECT_EQ(challenger_among(ids, "tm-2024-01-02-b"), "tm-2024-02-01-c");
    EXPECT_EQ(challenger_among(ids, "tm-2024-02-01-a"), "tm-2024-02-01-c");
    EXPECT_EQ(challenger_among(ids, "tm-2024-02-01-c"), std::nullopt);
    EXPECT_EQ(challenger_among(ids, "tm-2024-03-01-a"), std::nullopt);
    EXPECT_EQ(challenger_among(ids, std::nullopt), "tm-2024-02-01-c");
    EXPECT_EQ(challenger_among({}, std::nullopt), std::nullopt);
}

TEST(Prunable, AreAllButTheNewest) {
    const Ids ids{"a", "b", "c", "d"};
    EXPECT_EQ(prunable(ids, {}, 2), (Ids{"a", "b"}));
    EXPECT_EQ(prunable(ids, {}, 4), Ids{});
    EXPECT_EQ(prunable(ids, {}, 9), Ids{});
    EXPECT_EQ(prunable({}, {}, 1), Ids{});
}

TEST(Prunable, AreNeverTheLastThreeChampions) {
    const Ids ids{"a", "b", "c", "d", "e", "f"};
    EXPECT_EQ(prunable(ids, {"a", "b", "c", "d"}, 1), (Ids{"a", "e"}));
    EXPECT_EQ(prunable(ids, {"c"}, 1), (Ids{"a", "b", "d", "e"}));
    // Three different ones, and of those that are there.
    EXPECT_EQ(prunable(ids, {"a", "b", "c", "b", "c", "b"}, 1), (Ids{"d", "e"}));
    EXPECT_EQ(prunable(ids, {"a", "gone", "b", "gone", "c"}, 1), (Ids{"d", "e"}));
}

TEST_F(RegistryTest, PrunesOldModelsAndLeavesTheLastChampions) {
    const auto ids = five_models();
    const auto pruned = registry_.prune(1, false);
    ASSERT_TRUE(pruned.ok()) << pruned.error().message;
    EXPECT_EQ(registry_.ids(), Ids(ids.begin() + 2, ids.end()));
    ASSERT_EQ(pruned.value().models.size(), 2U);
    EXPECT_EQ(pruned.value().models[0].name, ids[0]);
    const auto manifest_bytes = std::filesystem::file_size(folder_.path() / ids[4] / kManifestFile);
    EXPECT_EQ(pruned.value().models[0].bytes, 100 + manifest_bytes);
    EXPECT_EQ(pruned.value().bytes(), 2 * (100 + manifest_bytes));
    EXPECT_TRUE(pruned.value().spared.empty());
    // Nothing is left aside, and the list leads to no model that is gone.
    EXPECT_TRUE(std::ranges::none_of(
        std::filesystem::directory_iterator(folder_.path()),
        [](const auto& entry) { return entry.path().filename().string().starts_with(".tm-"); }));
    EXPECT_EQ(registry_.champion().value(), ids[4]);
    EXPECT_EQ(registry_.rollback().value(), ids[3]);
    EXPECT_EQ(registry_.rollback().value(), ids[2]);
    EXPECT_EQ(registry_.rollback().error().code, ErrorCode::Refused);
}

TEST_F(RegistryTest, ADryPruningSaysTheSameAndChangesNothing) {
    const auto ids = five_models();
    put(".tm-2024-09-09-aaaaaaaa.7.tmp", "a file, no half model");
    std::filesystem::create_directories(folder_.path() / ".tm-2024-01-01-aaaaaaaa.7.tmp");
    const auto champions = base::read_file(folder_.path() / "champion.json").value();
    const auto dry = registry_.prune(1, true).value();
    EXPECT_EQ(registry_.ids(), ids);
    EXPECT_TRUE(has(".tm-2024-01-01-aaaaaaaa.7.tmp"));
    EXPECT_EQ(base::read_file(folder_.path() / "champion.json").value(), champions);
    const auto real = registry_.prune(1, false).value();
    ASSERT_EQ(dry.models.size(), real.models.size());
    for (std::size_t i = 0; i < dry.models.size(); ++i) {
        EXPECT_EQ(dry.models[i].name, real.models[i].name);
    }
    EXPECT_EQ(dry.bytes(), real.bytes());
    EXPECT_EQ(real.leftovers.size(), 1U);
}

TEST_F(RegistryTest, PruningTouchesNothingThatIsNotItsOwn) {
    const auto noted = make_whole_model("2024-01-01");
    put(std::filesystem::path(noted) / "notes.txt", "mine");
    const auto nested = make_whole_model("2024-01-02");
    std::filesystem::create_directories(folder_.path() / nested / "a folder");
    const auto strange = make_whole_model("2024-01-03", 100, "ml_automation");
    const auto edited = make_whole_model("2024-01-04");
    put(std::filesystem::path(edited) / kManifestFile, "{}");
    std::filesystem::create_directories(folder_.path() / "tm-2024-01-05-no_manifest");
    put("trials.jsonl", "{}");
    put(".hidden", "");
    const auto plain = make_whole_model("2024-01-06");
    const auto newest = make_whole_model("2024-02-01");
    const auto pruned = registry_.prune(1, false).value();
    ASSERT_EQ(pruned.models.size(), 1U);
    EXPECT_EQ(pruned.models[0].name, plain);
    for (const auto& name : {noted,
                             nested,
                             strange,
                             edited,
                             std::string{"tm-2024-01-05-no_manifest"},
                             std::string{"trials.jsonl"},
                             std::string{".hidden"},
                             newest}) {
        EXPECT_TRUE(has(name)) << name;
    }
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / noted / "a.model"));
    std::map<std::string, std::string> why;
    for (const auto& spared : pruned.spared) {
        why[spared.name] = spared.why;
    }
    EXPECT_EQ(why.size(), 4U);
    EXPECT_NE(why[noted].find("notes.txt"), std::string::npos);
    EXPECT_NE(why[nested].find("a folder"), std::string::npos);
    EXPECT_NE(why[strange].find("not a model of 'turbomode'"), std::string::npos);
    EXPECT_NE(why[edited].find("bytes changed"), std::string::npos);
}

TEST_F(RegistryTest, PruningFinishesWhatAKilledRunBegan) {
    const auto kept = make_whole_model("2024-01-01");
    for (const char* half :
         {".tm-2023-01-01-aaaaaaaa.123.removed", ".tm-2023-02-01-bbbbbbbb.9.tmp"}) {
        std::filesystem::create_directories(folder_.path() / half);
        put(std::filesystem::path(half) / "a.model", std::string(40, 'x'));
    }
    const auto pruned = registry_.prune(10, false).value();
    EXPECT_EQ(pruned.leftovers.size(), 2U);
    EXPECT_EQ(pruned.bytes(), 80U);
    EXPECT_TRUE(pruned.models.empty());
    EXPECT_FALSE(has(".tm-2023-01-01-aaaaaaaa.123.removed"));
    EXPECT_EQ(registry_.ids(), Ids{kept});
}

TEST_F(RegistryTest, PruningWithoutAnyModelDoesNothing) {
    EXPECT_TRUE(registry_.prune(1, false).value().models.empty());
    const Registry nowhere{folder_.path() / "nowhere"};
    EXPECT_TRUE(nowhere.prune(1, false).value().models.empty());
    EXPECT_FALSE(std::filesystem::exists(nowhere.folder()));
    EXPECT_EQ(nowhere.rollback().error().code, ErrorCode::Refused);
}

TEST_F(RegistryTest, DoesNotPruneBesideAChampionFileThatIsNotItsOwn) {
    const auto ids = five_models();
    put("champion.json", "[]");
    EXPECT_EQ(registry_.prune(1, false).error().code, ErrorCode::Corruption);
    EXPECT_EQ(registry_.ids(), ids);
}

}  // namespace
}  // namespace turbomode::models
