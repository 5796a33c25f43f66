#include "turbomode/models/artefact.hpp"

#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backend/turbomode/models/small_model.hpp"
#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"

namespace turbomode::models {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

const ModelOrigin kOrigin{
    .data_hash = "d", .data_source = "SIMULATED", .config_hash = "c", .build = "0.1.0", .seed = 1};

class ArtefactTest : public testing::Test {
protected:
    ArtefactTest() : model_(small_model()) { id_ = save_again().value(); }

    base::Result<std::string> save_again() const {
        return save(folder_.path(), model_, rule_, kOrigin);
    }
    base::Result<StoredModel> load_again() const { return load(folder_.path(), id_, rule_); }
    fs::path file(const std::string& name) const { return folder_.path() / id_ / name; }

    // A refusal that names `name`.
    static void expect_refused(const base::Result<StoredModel>& loaded, const std::string& name) {
        ASSERT_FALSE(loaded.ok()) << name;
        EXPECT_EQ(loaded.error().code, ErrorCode::Refused) << name;
        EXPECT_NE(loaded.error().message.find(name), std::string::npos) << loaded.error().message;
    }

    // Writes `manifest` as a stranger would, with a folder name that fits, and loads that.
    base::Result<StoredModel> load_manifest(const nlohmann::ordered_json& manifest) const {
        const std::string bytes = manifest.dump(2) + "\n";
        const auto id =
            fmt::format("tm-{}-{}", model_.as_of.text(), base::sha256_hex(bytes).substr(0, 8));
        fs::copy(folder_.path() / id_, folder_.path() / id);
        EXPECT_TRUE(base::write_file_atomically(folder_.path() / id / kManifestFile, bytes).ok());
        return load(folder_.path(), id, rule_);
    }
    nlohmann::ordered_json manifest() const { return read_manifest(folder_.path(), id_).value(); }

    platform::TemporaryFolder folder_{"artefact_test"};
    ExitRule rule_;
    TrainedModel model_;
    std::string id_;
};

TEST_F(ArtefactTest, IsLoadedWithIdenticalPredictions) {
    const auto loaded = load_again();
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    const auto night = small_night(50);
    const Inputs inputs{.values = night, .columns = input_columns().features.size()};
    for (const Side side : kSides) {
        const auto saved = model_.ensemble.predict(side, inputs).value();
        const auto back = loaded.value().ensemble.predict(side, inputs).value();
        for (std::size_t i = 0; i < saved.stocks.size(); ++i) {
            EXPECT_EQ(saved.stocks[i].confidence, back.stocks[i].confidence);
            EXPECT_EQ(saved.stocks[i].base_rate, back.stocks[i].base_rate);
            EXPECT_EQ(saved.stocks[i].expected_return, back.stocks[i].expected_return);
        }
    }
    EXPECT_EQ(to_bytes(loaded.value().familiarity), to_bytes(model_.familiarity));
    EXPECT_EQ(loaded.value().as_of, model_.as_of);
    EXPECT_EQ(loaded.value().norms[1].spread_median, model_.norms[1].spread_median);
    EXPECT_EQ(loaded.value().norms[0].confidence_min, model_.norms[0].confidence_min);
    EXPECT_EQ(loaded.value().norms[0].confidence_max, model_.norms[0].confidence_max);
}

TEST_F(ArtefactTest, IsLoadedWithAllThatWasMeasured) {
    auto measured = small_model();
    measured.metrics[0].reliability = {
        {.confidence = 0.1 / 3.0, .won = 0.03, .won_low = 0.02, .won_high = 0.05, .outcomes = 30}};
    measured.metrics[1].losses = {{.date = {2021, 1, 4},
                                   .outcomes = 30,
                                   .log_loss = 0.2 / 3.0,
                                   .log_loss_base_rate = 0.69,
                                   .return_correlation = 0.01}};
    measured.metrics[1].rank_ic = 0.1 / 7.0;
    measured.importance[1] = {{.feature = "rsi_14", .log_odds = 0.1 / 3.0}};
    auto origin = kOrigin;
    origin.leaks = {"BUY: a leak"};
    const auto id = save(folder_.path(), measured, rule_, origin).value();
    EXPECT_NE(id, id_);
    const auto loaded = load(folder_.path(), id, rule_);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    const auto& [buy, sell] = loaded.value().metrics;
    EXPECT_EQ(buy.outcomes, 300U);
    EXPECT_EQ(sell.rank_ic, measured.metrics[1].rank_ic);
    ASSERT_EQ(buy.reliability.size(), 1U);
    EXPECT_EQ(buy.reliability[0].confidence, 0.1 / 3.0);
    EXPECT_EQ(buy.reliability[0].won, 0.03);
    EXPECT_EQ(buy.reliability[0].won_low, 0.02);
    EXPECT_EQ(buy.reliability[0].won_high, 0.05);
    EXPECT_EQ(buy.reliability[0].outcomes, 30U);
    EXPECT_TRUE(sell.reliability.empty());
    EXPECT_EQ(sell.losses, measured.metrics[1].losses);
    EXPECT_TRUE(buy.losses.empty());
    EXPECT_EQ(loaded.value().importance[1][0].feature, "rsi_14");
    EXPECT_EQ(loaded.value().importance[1][0].log_odds, 0.1 / 3.0);
    EXPECT_EQ(loaded.value().leaks, origin.leaks);
    EXPECT_EQ(read_night_losses_of(folder_.path(), id, rule_).value()[1],
              measured.metrics[1].losses);
}

TEST_F(ArtefactTest, ManifestTellsWhereTheModelComesFrom) {
    const auto read = manifest();
    EXPECT_EQ(read["application"], "turbomode");
    EXPECT_EQ(read["data_source"], "SIMULATED");
    EXPECT_EQ(read["seed"], 1);
    EXPECT_EQ(read["sides"]["SELL"]["metrics"]["outcomes"], 300);
    EXPECT_EQ(read["files"].size(), 4 * learner_names().size() + 2);
    EXPECT_TRUE(read["files"].contains(kNightLossesFile));
    EXPECT_TRUE(id_.starts_with("tm-2021-03-05-"));
}

TEST_F(ArtefactTest, IsLeftAloneWhenSavedAgain) {
    const auto before = fs::last_write_time(file(kManifestFile));
    const auto again = save_again();
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value(), id_);
    EXPECT_EQ(fs::last_write_time(file(kManifestFile)), before);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(ArtefactTest, GetsTheSameNameFromTheSameTrainingElsewhere) {
    const platform::TemporaryFolder other{"artefact_test_other"};
    EXPECT_EQ(save(other.path(), small_model(), rule_, kOrigin).value(), id_);
    EXPECT_NE(save(other.path(), small_model(2), rule_, kOrigin).value(), id_);
}

TEST_F(ArtefactTest, IsRefusedWhenOneByteOfAnyFileChanged) {
    const auto read = manifest();
    for (const auto& [name, hash] : read["files"].items()) {
        const auto bytes = base::read_file(file(name)).value();
        auto changed = bytes;
        changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
        ASSERT_TRUE(base::write_file_atomically(file(name), changed).ok());
        expect_refused(load_again(), name);
        ASSERT_TRUE(base::write_file_atomically(file(name), bytes).ok());
    }
    EXPECT_TRUE(load_again().ok());
}

TEST_F(ArtefactTest, IsRefusedWhenAFileIsMissing) {
    const auto read = manifest();
    for (const auto& [name, hash] : read["files"].items()) {
        fs::rename(file(name), file("aside"));
        expect_refused(load_again(), name);
        fs::rename(file("aside"), file(name));
    }
}

TEST_F(ArtefactTest, IsRefusedWhenItsManifestWasEdited) {
    auto edited = manifest();
    edited["sides"]["BUY"]["model"]["win_slope"] = 2.0;
    ASSERT_TRUE(base::write_file_atomically(file(kManifestFile), edited.dump(2) + "\n").ok());
    expect_refused(load_again(), kManifestFile);
    edited["as_of"] = 5;  // Not even text.
    ASSERT_TRUE(base::write_file_atomically(file(kManifestFile), edited.dump(2) + "\n").ok());
    expect_refused(load_again(), kManifestFile);
    ASSERT_TRUE(base::write_file_atomically(file(kManifestFile), "no JSON").ok());
    expect_refused(load_again(), kManifestFile);
}

TEST_F(ArtefactTest, OfAnotherApplicationIsRefused) {
    auto stranger = manifest();
    stranger["application"] = "ml_automation";
    const auto loaded = load_manifest(stranger);
    expect_refused(loaded, kManifestFile);
    EXPECT_NE(loaded.error().message.find("ml_automation"), std::string::npos);
    stranger["application"] = 7;
    expect_refused(load_manifest(stranger), kManifestFile);
}

TEST_F(ArtefactTest, WithOtherFeaturesIsRefused) {
    auto other = manifest();
    other["schema_hash"] = std::string(64, 'a');
    const auto loaded = load_manifest(other);
    expect_refused(loaded, kManifestFile);
    EXPECT_NE(loaded.error().message.find("schema"), std::string::npos);
}

TEST_F(ArtefactTest, OfAnOlderOrNewerBuildIsRefused) {
    const int version = manifest()["manifest_version"];
    for (const int other_version : {0, version - 1, version + 1}) {
        auto other = manifest();
        other["manifest_version"] = other_version;
        const auto loaded = load_manifest(other);
        expect_refused(loaded, kManifestFile);
        for (const auto number : {other_version, version}) {
            EXPECT_NE(loaded.error().message.find(fmt::format(" {}", number)), std::string::npos)
                << loaded.error().message;
        }
        EXPECT_NE(loaded.error().message.find("train a new model"), std::string::npos);
    }
    auto without = manifest();
    without.erase("manifest_version");
    expect_refused(load_manifest(without), kManifestFile);
}

TEST_F(ArtefactTest, ForAnotherExitRuleIsRefused) {
    ExitRule wider;
    wider.buy.stop = 0.06;
    const auto loaded = load(folder_.path(), id_, wider);
    expect_refused(loaded, kManifestFile);
    EXPECT_NE(loaded.error().message.find("exit rule"), std::string::npos);
}

TEST_F(ArtefactTest, WithoutWhatAModelNeedsIsRefused) {
    for (const char* part : {"norms", "metrics", "reliability", "importance", "model"}) {
        auto incomplete = manifest();
        incomplete["sides"]["BUY"].erase(part);
        expect_refused(load_manifest(incomplete), kManifestFile);
    }
    for (const char* part : {"sides", "files", "leaks"}) {
        auto incomplete = manifest();
        incomplete.erase(part);
        expect_refused(load_manifest(incomplete), kManifestFile);
    }
}

TEST_F(ArtefactTest, OfAnEarlierBuildIsRefusedByName) {
    auto earlier = manifest();
    earlier["manifest_version"] = 3;
    const auto loaded = load_manifest(earlier);
    expect_refused(loaded, kManifestFile);
    EXPECT_NE(loaded.error().message.find("manifest 3"), std::string::npos);
    earlier.erase("manifest_version");
    expect_refused(load_manifest(earlier), kManifestFile);
    earlier["manifest_version"] = "new";
    expect_refused(load_manifest(earlier), kManifestFile);
}

TEST_F(ArtefactTest, IsLookedAtWithoutReadingItsFiles) {
    EXPECT_TRUE(look_at(folder_.path(), id_, rule_).ok());
    fs::rename(file(kNightLossesFile), file("aside"));
    const auto missing = look_at(folder_.path(), id_, rule_);
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, ErrorCode::Refused);
    EXPECT_NE(missing.error().message.find(kNightLossesFile), std::string::npos);
    EXPECT_EQ(read_night_losses_of(folder_.path(), id_, rule_).error().code, ErrorCode::Refused);
    ExitRule wider;
    wider.buy.stop = 0.06;
    EXPECT_NE(look_at(folder_.path(), id_, wider).error().message.find("exit rule"),
              std::string::npos);
    EXPECT_EQ(look_at(folder_.path(), "tm-2021-03-05-00000000", rule_).error().code,
              ErrorCode::NotFound);
}

TEST_F(ArtefactTest, ThatDoesNotExistIsNotFound) {
    for (const std::string id : {"tm-2021-03-05-00000000", "../artefact_test", ""}) {
        const auto loaded = load(folder_.path(), id, rule_);
        ASSERT_FALSE(loaded.ok());
        EXPECT_EQ(loaded.error().code, ErrorCode::NotFound);
    }
}

TEST_F(ArtefactTest, IsNotSavedWhereAFileIsInTheWay) {
    const auto blocked = folder_.path() / "a_file";
    ASSERT_TRUE(base::write_file_atomically(blocked, "x").ok());
    const auto saved = save(blocked, model_, rule_, kOrigin);
    ASSERT_FALSE(saved.ok());
    EXPECT_EQ(saved.error().code, ErrorCode::Failed);
}

}  // namespace
}  // namespace turbomode::models
