#include "ml_automation/platform/config.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ml_automation::platform {
namespace {

using testing::HasSubstr;

std::string refusal(std::string_view text) {
    const auto config = parse_config(text, "x.toml");
    return config.ok() ? "accepted" : config.error().message;
}

TEST(Config, WhatIsLeftOutKeepsItsDefault) {
    const auto config = parse_config("[paper]\npositions_max = 12\n", "x.toml").value();
    EXPECT_EQ(config.paper.positions_max, 12);
    EXPECT_EQ(config.paper.target, 0.10);
    EXPECT_EQ(config.schedule.cycle_at, "18:00");
    EXPECT_EQ(config.serve.port, 5001);
    EXPECT_EQ(config.paths.database, "backend/backend/data/advanced_ml_system.db");
    EXPECT_EQ(config.paths.models_dir, "backend/data/ml_models");
}

TEST(Config, TheDocumentedFileGivesTheSameAgain) {
    auto config =
        parse_config("[paper]\nstop = 0.07\n[schedule]\ncycle_at = \"18:30\"\n", "x").value();
    const auto again = parse_config(documented_config(config), "y").value();
    EXPECT_EQ(again.paper.stop, 0.07);
    EXPECT_EQ(again.schedule.cycle_at, "18:30");
    EXPECT_EQ(config_hash(again), config_hash(config));
}

TEST(Config, RefusesWhatIsUnknownOrOutOfBounds) {
    EXPECT_THAT(refusal("[publishing]\ncapacity = 20\n"), HasSubstr("publishing"));
    EXPECT_THAT(refusal("[paper]\nstop = 1.5\n"), HasSubstr("paper.stop"));
    for (const auto* time : {"18:0", "25:00", "18:61", "09:00", "ab:cd", "18.00"}) {
        EXPECT_THAT(refusal(std::string{"[schedule]\ncycle_at = \""} + time + "\"\n"),
                    HasSubstr("schedule.cycle_at"))
            << time;
    }
    EXPECT_THAT(refusal("[serve]\nbind = \"0.0.0.0\"\n"), HasSubstr("serve.bind"));
}

TEST(Config, RefusesItsSiblingsFileByNameAndByLink) {
    const auto folder = std::filesystem::path{testing::TempDir()} / "ml_config";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    std::ofstream{folder / "turbomode.toml"} << "";
    std::filesystem::create_symlink(folder / "turbomode.toml", folder / "ml_automation.toml");
    for (const auto* name : {"turbomode.toml", "ml_automation.toml"}) {
        const auto config = load_config(folder / name, base::MissingFile::IsAnError);
        ASSERT_FALSE(config.ok()) << name;
        EXPECT_THAT(config.error().message, HasSubstr("belongs to another program"));
    }
}

TEST(Config, OnlyWhatChangesAResultChangesTheHash) {
    const Config plain;
    Config port;
    port.serve.port = 6000;
    EXPECT_EQ(config_hash(port), config_hash(plain));
    Config paper;
    paper.paper.target = 0.2;
    EXPECT_NE(config_hash(paper), config_hash(plain));
}

}  // namespace
}  // namespace ml_automation::platform
