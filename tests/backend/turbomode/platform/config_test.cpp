#include "turbomode/platform/config.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"

namespace turbomode::platform {
namespace {

using testing::HasSubstr;

// The message with which `text` is refused.
std::string refusal_of(std::string_view text) {
    const auto config = parse_config(text, "test.toml");
    if (config.ok()) {
        return "it was accepted";
    }
    EXPECT_EQ(config.error().code, base::ErrorCode::Usage);
    return config.error().message;
}

TEST(Config, AnEmptyTextMeansTheDefaults) {
    const Config config = parse_config("", "test.toml").value();
    // The defaults that the product page promises.
    EXPECT_EQ(config.exit.buy_target, 0.10);
    EXPECT_EQ(config.exit.buy_stop, 0.05);
    EXPECT_EQ(config.exit.holding_days_max, 14);
    EXPECT_EQ(config.exit.cost_per_side, 0.0005);
    EXPECT_EQ(config.publishing.capacity, 20);
    EXPECT_EQ(config.publishing.coverage_min, 0.95);
    EXPECT_EQ(config.publishing.tier_rule, "thirds");
    EXPECT_EQ(config.serve.bind, "127.0.0.1");
    EXPECT_EQ(config.serve.port, 5000);
    EXPECT_EQ(config.paths.turbomode_db, "backend/data/turbomode.db");
}

TEST(Config, ReadsEachKindOfValueAndKeepsTheOtherDefaults) {
    const Config config = parse_config(R"(
[exit]
buy_target = 0.2
holding_days_max = 10
[publishing]
tier_rule = "fixed"
large_cap_min_usd = 300e9
mid_cap_min_usd = 20_000_000_000  # Whole numbers are numbers too.
)",
                                       "test.toml")
                              .value();
    EXPECT_EQ(config.exit.buy_target, 0.2);
    EXPECT_EQ(config.exit.holding_days_max, 10);
    EXPECT_EQ(config.publishing.tier_rule, "fixed");
    EXPECT_EQ(config.publishing.large_cap_min_usd, 300e9);
    EXPECT_EQ(config.publishing.mid_cap_min_usd, 20e9);
    EXPECT_EQ(config.exit.buy_stop, Config{}.exit.buy_stop);
}

TEST(Config, NamesFileLineSettingValueAndBounds) {
    EXPECT_EQ(refusal_of("[exit]\n\nbuy_target = 20.0\n"),
              "test.toml:3: exit.buy_target = 20.0: allowed is 0.001 to 10");
    EXPECT_EQ(refusal_of("[serve]\nport = 70000"),
              "test.toml:2: serve.port = 70000: allowed is a whole number, 0 to 65535");
    EXPECT_EQ(refusal_of("[publishing]\ntier_rule = \"halves\""),
              "test.toml:2: publishing.tier_rule = 'halves': allowed is \"thirds\" or \"fixed\"");
}

TEST(Config, RefusesAValueOfAnotherKind) {
    EXPECT_THAT(refusal_of("[exit]\nbuy_target = \"0.1\""), HasSubstr("exit.buy_target"));
    EXPECT_THAT(refusal_of("[exit]\nbuy_target = nan"), HasSubstr("0.001 to 10"));
    EXPECT_THAT(refusal_of("[exit]\nbuy_target = inf"), HasSubstr("0.001 to 10"));
    EXPECT_THAT(refusal_of("[exit]\nbuy_target = true"), HasSubstr("exit.buy_target = true"));
    EXPECT_THAT(refusal_of("[exit]\nholding_days_max = 14.0"), HasSubstr("a whole number"));
    EXPECT_THAT(refusal_of("[models]\nseed = 99999999999"), HasSubstr("a whole number"));
    EXPECT_THAT(refusal_of("[paths]\nmodels_dir = 3"), HasSubstr("a text that is not empty"));
    EXPECT_THAT(refusal_of("[paths]\nmodels_dir = \"\""), HasSubstr("a text that is not empty"));
    EXPECT_THAT(refusal_of("[serve]\nbind = [\"a\"]"), HasSubstr("serve.bind = "));
}

TEST(Config, NamesAnUnknownSettingAndThoseThatThereAre) {
    EXPECT_EQ(
        refusal_of("[serve]\nprot = 5000"),
        "test.toml:2: serve.prot = 5000: unknown setting; [serve] allows bind, port, token_file");
    EXPECT_EQ(
        refusal_of("\n[server]\nport = 1"),
        "test.toml:2: server: unknown section; allowed are [exit], [publishing], "
        "[portfolio], [models], [serve], [schedule], [jobs], [backup], [alerts], [log], [paths]");
    EXPECT_THAT(refusal_of("port = 5000"), HasSubstr("test.toml:1: port: unknown section"));
    EXPECT_THAT(refusal_of("serve = 5000"), HasSubstr("test.toml:1: serve: unknown section"));
}

TEST(Config, RefusesTimesOfDayThatAreNone) {
    for (const char* time : {"24:00", "2:00", "02:60", "02.00", "02:00:00", "ab:cd", " 2:00"}) {
        EXPECT_THAT(refusal_of(fmt::format("[schedule]\ntraining_at = \"{}\"", time)),
                    HasSubstr(fmt::format("schedule.training_at = {}: allowed is a time", time)));
    }
    // The exchange closes at 16:00, and vendors need a while.
    EXPECT_THAT(refusal_of("[schedule]\nnight_at = \"16:29\""), HasSubstr("not before 16:30"));
    EXPECT_EQ(parse_config("[schedule]\nnight_at = \"16:30\"", "").value().schedule.night_at,
              "16:30");
    EXPECT_THAT(refusal_of("[schedule]\ntraining = \"hourly\""), HasSubstr("quarterly"));
    EXPECT_EQ(time_of_day("23:05"), std::chrono::minutes{23 * 60 + 5});
}

TEST(Config, MailNeedsAllThatBelongsToIt) {
    const std::string server = "[alerts]\nsmtp_url = \"smtp://mail.example:587\"\n";
    EXPECT_THAT(refusal_of(server), HasSubstr("alerts.smtp_from = "));
    const std::string from = server + "smtp_from = \"turbomode@mail.example\"\n";
    EXPECT_THAT(refusal_of(from), HasSubstr("alerts.smtp_to = "));
    EXPECT_TRUE(parse_config(from + "smtp_to = \"me@mail.example\"", "").ok());
    EXPECT_THAT(refusal_of("[alerts]\nsmtp_url = \"http://mail.example\""),
                HasSubstr("smtp://HOST:PORT"));
    // A password in the address would be printed by `turbomode config`.
    const auto secret = refusal_of("[alerts]\nsmtp_url = \"smtp://me:hush@mail.example\"");
    EXPECT_THAT(secret, HasSubstr("smtp_user"));
    EXPECT_THAT(secret, testing::Not(HasSubstr("hush")));
}

TEST(Config, RefusesAddressesThatCouldChangeAMail) {
    for (const char* address : {"me",
                                "@mail.example",
                                "me@",
                                "a@b@c",
                                "me@mail.example\\r\\nBcc: x@y",
                                "<me@mail.example>",
                                "me @mail.example"}) {
        EXPECT_THAT(refusal_of(fmt::format("[alerts]\nsmtp_url = \"smtps://m\"\n"
                                           "smtp_from = \"a@b\"\nsmtp_to = \"{}\"",
                                           address)),
                    HasSubstr("alerts.smtp_to"))
            << address;
    }
    EXPECT_EQ(mail_addresses(" a@b , c@d,,"), (std::vector<std::string>{"a@b", "c@d"}));
    EXPECT_TRUE(mail_addresses(" , ").empty());
}

TEST(Config, SaysWhereTheTextIsNoToml) {
    EXPECT_THAT(refusal_of("[exit]\nbuy_target = = 1"), HasSubstr("test.toml:2: not TOML: "));
    EXPECT_THAT(refusal_of("[exit]\nbuy_stop = 0.1\nbuy_stop = 0.2"), HasSubstr("test.toml:3"));
}

TEST(Config, RefusesSettingsThatContradictEachOther) {
    EXPECT_THAT(refusal_of("[publishing]\nmid_cap_min_usd = 200e9"),
                HasSubstr("publishing.mid_cap_min_usd = 200000000000: allowed is less than "
                          "publishing.large_cap_min_usd, which is 200000000000"));
    EXPECT_THAT(refusal_of("[models]\nexpired_after_days = 100"),
                HasSubstr("models.stale_after_days = 100: allowed is less than "
                          "models.expired_after_days, which is 100"));
}

TEST(Config, TheDocumentedFileReadsBackAsTheSameSettings) {
    Config config;
    config.exit.cost_per_side = 0.00123456789;
    config.publishing.min_confidence_buy = 1.0 / 3.0;
    config.publishing.large_cap_min_usd = 1e14;
    config.serve.port = 0;
    config.paths.models_dir = "a \"quoted\" \\ folder";
    const std::string text = documented_config(config);
    const Config again = parse_config(text, "test.toml").value();
    EXPECT_EQ(documented_config(again), text);
    EXPECT_EQ(again.exit.cost_per_side, config.exit.cost_per_side);
    EXPECT_EQ(again.publishing.min_confidence_buy, config.publishing.min_confidence_buy);
    EXPECT_EQ(again.publishing.large_cap_min_usd, config.publishing.large_cap_min_usd);
    EXPECT_EQ(again.serve.port, 0);
    EXPECT_EQ(again.paths.models_dir, config.paths.models_dir);
}

TEST(Config, TheDocumentedFileHasMeaningBoundsAndDefaultOfASetting) {
    Config config;
    config.publishing.capacity = 30;
    EXPECT_THAT(documented_config(config),
                HasSubstr("# Active signals at most, for each tier and side.\n"
                          "# Allowed: a whole number, 1 to 500. [20]\n"
                          "capacity = 30\n"));
}

TEST(Config, TheHashFollowsEverySettingThatChangesResults) {
    const std::string hash = config_hash(Config{});
    EXPECT_EQ(hash.size(), 64U);
    EXPECT_EQ(hash, config_hash(parse_config("", "test.toml").value()));
    const std::vector<std::string> changes{
        "[exit]\nbuy_target = 0.11",
        "[exit]\nbuy_stop = 0.06",
        "[exit]\nsell_target = 0.11",
        "[exit]\nsell_stop = 0.06",
        "[exit]\nholding_days_max = 15",
        "[exit]\ncost_per_side = 0.0006",
        "[exit]\ndelisted_after_sessions = 6",
        "[publishing]\nmin_confidence_buy = 0.6",
        "[publishing]\nmin_confidence_sell = 0.6",
        "[publishing]\ncapacity = 21",
        "[publishing]\ncoverage_min = 0.9",
        "[publishing]\ntier_rule = \"fixed\"",
        "[publishing]\nlarge_cap_min_usd = 201e9",
        "[publishing]\nmid_cap_min_usd = 11e9",
        "[models]\nstale_after_days = 46",
        "[models]\nexpired_after_days = 121",
        "[models]\nhistory_years_max = 1",
        "[models]\nseed = 2",
    };
    for (const auto& change : changes) {
        EXPECT_NE(config_hash(parse_config(change, "test.toml").value()), hash) << change;
    }
}

TEST(Config, TheHashIgnoresWhatChangesNoResult) {
    const std::string hash = config_hash(Config{});
    const std::vector<std::string> changes{"[models]\nthreads = 8",
                                           "[models]\nkeep_newest = 3",
                                           "[serve]\nport = 1",
                                           "[alerts]\ncoverage_min = 0.5",
                                           "[alerts]\nwebhook = \"slack\"",
                                           "[serve]\nbind = \"0.0.0.0\"",
                                           "[paths]\nmarket_data_db = \"a\"",
                                           "[paths]\nturbomode_db = \"a\"",
                                           "[paths]\nmodels_dir = \"a\""};
    for (const auto& change : changes) {
        EXPECT_EQ(config_hash(parse_config(change, "test.toml").value()), hash) << change;
    }
}

TEST(ConfigFile, MayBeMissingUnlessItWasAskedFor) {
    const TemporaryFolder folder{"config_test"};
    const auto path = folder.path() / "turbomode.toml";
    const auto defaults = load_config(path, base::MissingFile::MeansDefaults);
    ASSERT_TRUE(defaults.ok());
    EXPECT_EQ(documented_config(defaults.value()), documented_config(Config{}));
    const auto missing = load_config(path, base::MissingFile::IsAnError);
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, base::ErrorCode::Usage);
    EXPECT_THAT(missing.error().message, HasSubstr(path.string()));
}

TEST(ConfigFile, IsReadAndNamedInErrors) {
    const TemporaryFolder folder{"config_test"};
    const auto path = folder.path() / "turbomode.toml";
    ASSERT_TRUE(base::write_file_atomically(path, "[serve]\nport = 1234\n").ok());
    EXPECT_EQ(load_config(path, base::MissingFile::IsAnError).value().serve.port, 1234);
    ASSERT_TRUE(base::write_file_atomically(path, "[serve]\nport = -1\n").ok());
    const auto bad = load_config(path, base::MissingFile::MeansDefaults);
    ASSERT_FALSE(bad.ok());
    EXPECT_THAT(bad.error().message, HasSubstr(path.string() + ":2: serve.port = -1"));
}

}  // namespace
}  // namespace turbomode::platform
