#include "ml_automation/learning/model_folder.hpp"

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backend/ml_automation/learning/samples.hpp"
#include "base/hash.hpp"

namespace ml_automation::learning {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_samples::kAsOf;
using testing_samples::samples_of;

const Model& some_model() {
    static const Model kModel =
        train(samples_of([](const auto& one) { return one[2] > 0.0F ? 0.7 : 0.3; }, 15, 1),
              kAsOf,
              {.trees = 5, .depth_max = 3})
            .value();
    return kModel;
}

const ModelOrigin kOrigin{.data_hash = "d",
                          .data_source = "SIMULATED",
                          .config_hash = "c",
                          .build = "1",
                          .label = "target 0.1"};

class ModelFolder : public testing::Test {
protected:
    ModelFolder()
        : root(fs::path{testing::TempDir()} /
               testing::UnitTest::GetInstance()->current_test_info()->name()),
          folder(root / "ml_models") {
        fs::remove_all(root);
        fs::create_directories(folder);
    }
    ~ModelFolder() override { fs::remove_all(root); }

    std::string text(const fs::path& path) const {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    void write(const fs::path& path, const std::string& bytes) const {
        fs::create_directories(path.parent_path());
        std::ofstream{path, std::ios::binary} << bytes;
    }

    // Copies a model under a manifest of a stranger's making, with a name that fits, and loads it.
    base::Result<StoredModel> load_with(const std::string& id,
                                        const nlohmann::ordered_json& manifest) const {
        const auto bytes = manifest.dump(2) + "\n";
        const auto other = fmt::format("ml-2024-12-31-{}", base::sha256_hex(bytes).substr(0, 8));
        fs::copy(folder / id, folder / other);
        write(folder / other / "manifest.json", bytes);
        return load(folder, other);
    }
    nlohmann::ordered_json manifest_of(const std::string& id) const {
        return nlohmann::ordered_json::parse(text(folder / id / "manifest.json"));
    }

    fs::path root;
    fs::path folder;
};

TEST_F(ModelFolder, GivesBackWhatWasSaved) {
    const auto id = save(folder, some_model(), kOrigin).value();
    EXPECT_THAT(id, testing::StartsWith("ml-2024-12-31-"));
    const auto stored = load(folder, id).value();
    const auto inputs = samples_of([](const auto&) { return 0.5; }, 1, 3).front().inputs;
    EXPECT_EQ(stored.model.forecast(inputs).probability, some_model().forecast(inputs).probability);
    EXPECT_EQ(stored.model.figures().has_edge, some_model().figures().has_edge);
    EXPECT_THAT(list(folder).value(), ElementsAre(id));
    EXPECT_EQ(save(folder, some_model(), kOrigin).value(), id);
}

TEST_F(ModelFolder, GivesBackEveryFigure) {
    const auto id = save(folder, some_model(), kOrigin).value();
    const auto read = load(folder, id).value().model;
    const auto& figures = read.figures();
    EXPECT_GT(figures.test_count, 0U);
    EXPECT_GT(figures.brier, 0.0);
    // Saved again it is the same manifest, which holds all of them.
    EXPECT_EQ(save(root / "again", read, kOrigin).value(), id);
}

TEST_F(ModelFolder, AnErrorThatNobodyKnowsStaysUnknown) {
    auto figures = some_model().figures();
    figures.gain_error = std::numeric_limits<double>::infinity();
    const Model model(
        kAsOf, some_model().forest(), some_model().logistic(), some_model().mixture(), figures);
    const auto id = save(folder, model, kOrigin).value();
    EXPECT_TRUE(std::isinf(load(folder, id).value().model.figures().gain_error));
}

TEST_F(ModelFolder, TheSameModelIsTheSameBytes) {
    const auto id = save(folder, some_model(), kOrigin).value();
    ASSERT_EQ(save(root / "again", some_model(), kOrigin).value(), id);
    for (const auto* name : {"manifest.json", "forest.txt", "logistic.json"}) {
        EXPECT_EQ(text(folder / id / name), text(root / "again" / id / name));
    }
}

TEST_F(ModelFolder, RefusesAFileWhoseBytesChangedByName) {
    const auto id = save(folder, some_model(), kOrigin).value();
    for (const auto* name : {"forest.txt", "logistic.json", "manifest.json"}) {
        const auto before = text(folder / id / name);
        write(folder / id / name, before + " ");
        EXPECT_THAT(load(folder, id).error().message, HasSubstr(name));
        fs::remove(folder / id / name);
        EXPECT_THAT(load(folder, id).error().message, HasSubstr(name));
        write(folder / id / name, before);
    }
    EXPECT_TRUE(load(folder, id).ok());
}

TEST_F(ModelFolder, RefusesAModelOfAnotherApplicationOrOtherInputs) {
    const auto id = save(folder, some_model(), kOrigin).value();
    const auto manifest = manifest_of(id);
    auto changed = manifest;
    changed["application"] = "turbomode";
    EXPECT_THAT(load_with(id, changed).error().message, HasSubstr("of 'turbomode'"));
    for (const auto& [key, value] :
         {std::pair{"inputs_hash", nlohmann::ordered_json("0")},
          std::pair{"manifest_version", nlohmann::ordered_json("1")},
          std::pair{"manifest_version", nlohmann::ordered_json(nullptr)}}) {
        changed = manifest;
        changed[key] = value;
        EXPECT_THAT(load_with(id, changed).error().message, HasSubstr("another build")) << key;
        fs::remove_all(folder);
        ASSERT_EQ(save(folder, some_model(), kOrigin).value(), id);
    }
}

TEST_F(ModelFolder, RefusesAManifestThatHoldsSomethingElse) {
    const auto id = save(folder, some_model(), kOrigin).value();
    const auto manifest = manifest_of(id);
    for (const auto* key : {"as_of", "files", "mixture", "figures"}) {
        auto changed = manifest;
        changed[key] = 5;
        EXPECT_EQ(load_with(id, changed).error().code, base::ErrorCode::Refused) << key;
        changed.erase(key);
        EXPECT_EQ(load_with(id, changed).error().code, base::ErrorCode::Refused) << key;
    }
    auto changed = manifest;
    changed["mixture"]["shrinkage"] = 1.5;
    EXPECT_THAT(load_with(id, changed).error().message, HasSubstr("shares"));
    for (const auto* bytes : {"", "5", "{}", "[]", R"({"application": 5})"}) {
        write(folder / id / "manifest.json", bytes);
        EXPECT_THAT(load(folder, id).error().message, HasSubstr("manifest.json")) << bytes;
    }
}

TEST_F(ModelFolder, LeavesNoHalfModelBehind) {
    // A file stands where the folder would be made.
    write(root / "file", "");
    EXPECT_FALSE(save(root / "file", some_model(), kOrigin).ok());
    const auto id = save(folder, some_model(), kOrigin).value();
    fs::remove_all(folder / id);
    write(folder / (id + ".new") / "half", "left by a crash");
    ASSERT_EQ(save(folder, some_model(), kOrigin).value(), id);
    EXPECT_FALSE(fs::exists(folder / (id + ".new")));
    EXPECT_FALSE(fs::exists(folder / id / "half"));
}

TEST_F(ModelFolder, RefusesNamesThatAreNoModels) {
    for (const auto* id : {"", "..", "ml-../../../../etc/pass", "tm-2024-12-31-12345678"}) {
        EXPECT_EQ(load(folder, id).error().code, base::ErrorCode::Refused) << id;
    }
}

TEST_F(ModelFolder, KnowsWhichModelIsTheCurrentOne) {
    EXPECT_FALSE(current(folder).value());
    const auto id = save(folder, some_model(), kOrigin).value();
    ASSERT_TRUE(make_current(folder, id).ok());
    EXPECT_EQ(current(folder).value(), id);
    EXPECT_FALSE(make_current(folder, "ml-2024-12-31-00000000").ok());
    write(folder / "current.json", R"({"application": "turbomode", "model_id": ")" + id + "\"}");
    EXPECT_THAT(current(folder).error().message, HasSubstr("current.json"));
    write(folder / "current.json", R"({"application": "ml_automation", "model_id": 5})");
    EXPECT_THAT(current(folder).error().message, HasSubstr("current.json"));
    fs::remove(folder / "current.json");
    fs::create_symlink("current.json", folder / "current.json");  // To itself.
    EXPECT_THAT(current(folder).error().message, HasSubstr("current.json"));
}

TEST_F(ModelFolder, ListsNoLinkToNothing) {
    fs::create_symlink("ml-2024-12-31-00000000", folder / "ml-2024-12-31-00000000");
    EXPECT_THAT(list(folder).value(), testing::IsEmpty());
}

TEST_F(ModelFolder, PruningKeepsTheNewestAndTheCurrentOne) {
    std::vector<std::string> ids;
    for (const auto* build : {"1", "2", "3"}) {
        auto origin = kOrigin;
        origin.build = build;
        ids.push_back(save(folder, some_model(), origin).value());
    }
    std::ranges::sort(ids);
    ASSERT_TRUE(make_current(folder, ids[0]).ok());
    EXPECT_THAT(prune(folder, 1).value(), ElementsAre(ids[1]));
    EXPECT_THAT(list(folder).value(), ElementsAre(ids[0], ids[2]));
}

TEST_F(ModelFolder, RefusesTheSiblingsFolderByNameByLinkAndByContent) {
    EXPECT_TRUE(refuse_foreign_folder(folder).ok());
    EXPECT_TRUE(refuse_foreign_folder(root / "not_there").ok());
    const auto theirs = root / "turbomode_models";
    write(theirs / "tm-1" / "manifest.json", R"({"application": "turbomode"})");
    EXPECT_THAT(refuse_foreign_folder(theirs).error().message, HasSubstr("TurboMode's"));
    EXPECT_THAT(refuse_foreign_folder(theirs / "inside").error().message, HasSubstr("TurboMode's"));
    EXPECT_THAT(refuse_foreign_folder(root).error().message, HasSubstr("turbomode_models"));
    EXPECT_THAT(refuse_foreign_folder(root.parent_path() / root.filename() / "").error().message,
                HasSubstr("turbomode_models"));
    fs::create_symlink(theirs, root / "link");
    EXPECT_THAT(refuse_foreign_folder(root / "link").error().message, HasSubstr("is a link"));
    fs::create_symlink(folder, root / "harmless");
    EXPECT_THAT(refuse_foreign_folder(root / "harmless" / "").error().message,
                HasSubstr("is a link"));
    fs::create_symlink("loop", root / "loop");
    EXPECT_FALSE(refuse_foreign_folder(root / "loop" / "models").ok());
    fs::copy(theirs / "tm-1", folder / "tm-1", fs::copy_options::recursive);
    EXPECT_THAT(refuse_foreign_folder(folder).error().message, HasSubstr("of 'turbomode'"));
    write(folder / "tm-1" / "manifest.json", R"({"application": 5})");
    EXPECT_THAT(refuse_foreign_folder(folder).error().message, HasSubstr("tm-1"));
    fs::remove_all(folder / "tm-1");
    EXPECT_TRUE(refuse_foreign_folder(folder).ok());
    fs::create_directories(folder / "data" / "turbomode_models");
    EXPECT_THAT(refuse_foreign_folder(folder).error().message, HasSubstr("turbomode_models"));
}

}  // namespace
}  // namespace ml_automation::learning
