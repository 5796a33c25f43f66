// The metrics, read by a parser as strict as Prometheus' own of the format 0.0.4.
#include "turbomode/api/metrics.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backend/turbomode/api/fakes.hpp"
#include "turbomode/api/exposition.hpp"

namespace turbomode::api {
namespace {

struct Family {
    std::string meaning;
    std::string type;
    std::map<std::string, double> samples;  // By labels as they are written: {a="b"}.
};
using Families = std::map<std::string, Family>;

// Fails the test at the first line that is not of the format.
class Parser {
public:
    Families parse(const std::string& text) {
        EXPECT_TRUE(text.ends_with('\n'));
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line) && !testing::Test::HasFailure();) {
            read(line);
        }
        return std::move(families_);
    }

private:
    void read(const std::string& line) {
        static const std::regex kHelp(R"(# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+))");
        static const std::regex kType(R"(# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (gauge|counter))");
        static const std::regex kSample(
            R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*")re"
            R"re((?:,[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*")*\})? (\S+))re");
        std::smatch parts;
        if (std::regex_match(line, parts, kHelp)) {
            EXPECT_TRUE(families_.emplace(parts[1], Family{.meaning = parts[2]}).second)
                << "twice: " << line;
            current_ = parts[1];
        } else if (std::regex_match(line, parts, kType)) {
            EXPECT_EQ(parts[1], current_) << line;
            families_[current_].type = parts[2];
        } else if (std::regex_match(line, parts, kSample)) {
            EXPECT_EQ(parts[1], current_) << "away from its family: " << line;
            EXPECT_FALSE(families_[current_].type.empty()) << line;
            EXPECT_TRUE(families_[current_].samples.emplace(parts[2], value_of(parts[3])).second)
                << "twice: " << line;
        } else {
            ADD_FAILURE() << "not of the format: " << line;
        }
    }
    static double value_of(const std::string& text) {
        if (text == "NaN") {
            return std::numeric_limits<double>::quiet_NaN();
        }
        if (text == "+Inf" || text == "-Inf") {
            return text[0] == '+' ? HUGE_VAL : -HUGE_VAL;
        }
        double value = 0.0;
        const auto* const end = text.data() + text.size();
        EXPECT_EQ(std::from_chars(text.data(), end, value).ptr, end) << text;
        return value;
    }

    Families families_;
    std::string current_;
};

Families parse(const std::string& text) {
    return Parser{}.parse(text);
}

class MetricsTest : public ApiTest {
protected:
    MetricsTest() {
        const platform::TimePoint now{kTonight.day() + std::chrono::hours{30}};
        auto& facts = metrics_.facts;
        facts.now = now;
        metrics_.started_at = now - std::chrono::hours{2};
        metrics_.answers = {0, 12, 1, 3, 0};
        metrics_.last_run = run_row(kTonight, store::RunState::NoEdge);
        metrics_.last_run->started_at = "2024-03-09T04:00:05Z";
        metrics_.last_run->universe_count = 500;
        metrics_.last_run->fresh_count = 490;
        metrics_.active = std::vector{active_row(signal_row("XOM")), active_row(signal_row("IBM"))};
        metrics_.jobs = {job_row("scan-2"),
                         job_row("scan-1", jobs::State::Failed),
                         job_row("scan-0", jobs::State::Failed)};
        metrics_.open_alerts =
            std::vector{alert_row("disk"), alert_row("run_state", alerts::Severity::Critical)};
        facts.scan_time = alerts::ScanTimeFacts{.last = std::chrono::seconds{42}};
        facts.bars = alerts::BarFacts{kTonight, kTonight.plus_days(3), 1};
        facts.model = alerts::ModelFacts{.champion = "tm-2024-01-07-0a0b0c0d", .age_days = 62};
        facts.disk_free_bytes = 1'234'567'890'123;
        facts.scheduler = alerts::SwitchFacts{.is_on = true, .since = now};
        facts.backup = alerts::BackupFacts{{}, now - std::chrono::hours{1}};
        facts.drift = alerts::DriftFacts{0.125, 0.25, {}};
        facts.sell = alerts::AccuracyFacts{.outcomes = 40,
                                           .win_rate = 0.5,
                                           .win_rate_low = 0.35,
                                           .win_rate_high = 0.65,
                                           .base_rate = 0.48,
                                           .calibration_error = 0.02};
    }
    Families asked() const { return parse(std::string{ask("/metrics").body_text()}); }
};

TEST_F(MetricsTest, TellsTheNightTheSignalsAndTheMachine) {
    EXPECT_EQ(ask("/metrics").content_type, "text/plain; version=0.0.4; charset=utf-8");
    auto metrics = asked();
    const auto one = [&](const std::string& name, const std::string& labels = "") {
        const auto& samples = metrics[name].samples;
        EXPECT_TRUE(samples.contains(labels)) << name << labels;
        return samples.contains(labels) ? samples.at(labels) : HUGE_VAL;
    };
    EXPECT_EQ(one("turbomode_build_info", "{version=\"1.2.3\"}"), 1.0);
    // date -u -d "2024-03-09 04:00" +%s; kTonight is 2024-03-08.
    EXPECT_EQ(one("process_start_time_seconds"), 1'709'956'800.0);
    EXPECT_EQ(one("turbomode_http_requests_total", "{code=\"2xx\"}"), 12.0);
    EXPECT_EQ(metrics["turbomode_http_requests_total"].type, "counter");
    EXPECT_EQ(one("turbomode_last_run_state", "{state=\"NO_EDGE\"}"), 1.0);
    EXPECT_EQ(one("turbomode_last_run_state", "{state=\"FAILED\"}"), 0.0);
    EXPECT_EQ(metrics["turbomode_last_run_state"].samples.size(), 6U);
    EXPECT_EQ(one("turbomode_last_run_session_timestamp_seconds"), 1'709'856'000.0);
    EXPECT_EQ(one("turbomode_last_run_timestamp_seconds"), 1'709'956'805.0);
    EXPECT_EQ(one("turbomode_last_run_age_seconds"), 7'195.0);
    EXPECT_EQ(one("turbomode_last_run_coverage_ratio"), 0.98);
    EXPECT_EQ(one("turbomode_last_scan_duration_seconds"), 42.0);
    EXPECT_EQ(one("turbomode_signals_active", "{tier=\"large_cap\",side=\"BUY\"}"), 2.0);
    EXPECT_EQ(one("turbomode_signals_active", "{tier=\"small_cap\",side=\"SELL\"}"), 0.0);
    EXPECT_EQ(one("turbomode_jobs", "{kind=\"scan\",state=\"FAILED\"}"), 2.0);
    EXPECT_EQ(one("turbomode_jobs", "{kind=\"train\",state=\"DONE\"}"), 0.0);
    EXPECT_EQ(one("turbomode_scheduler_enabled"), 1.0);
    EXPECT_EQ(one("turbomode_alerts_open", "{severity=\"critical\"}"), 1.0);
    EXPECT_EQ(one("turbomode_alerts_open", "{severity=\"warning\"}"), 1.0);
    EXPECT_EQ(one("turbomode_champion_info", "{id=\"tm-2024-01-07-0a0b0c0d\"}"), 1.0);
    EXPECT_EQ(one("turbomode_champion_age_days"), 62.0);
    EXPECT_EQ(one("turbomode_prices_behind_sessions"), 1.0);
    EXPECT_EQ(one("turbomode_disk_free_bytes"), 1'234'567'890'123.0);
    EXPECT_EQ(one("turbomode_backup_age_seconds"), 3'600.0);
    EXPECT_EQ(one("turbomode_drift_statistic"), 0.125);
    EXPECT_EQ(one("turbomode_track_win_rate_low", "{side=\"SELL\"}"), 0.35);
    EXPECT_EQ(one("turbomode_track_outcomes", "{side=\"SELL\"}"), 40.0);
    EXPECT_EQ(metrics["turbomode_track_win_rate"].samples.size(), 1U);  // No BUY yet.
}

TEST_F(MetricsTest, WhatIsNotKnownIsLeftOutAndStillNamed) {
    const auto all = asked();
    metrics_ = MetricFacts{.version = "1.2.3"};
    const auto few = asked();
    std::set<std::string> names;
    for (const auto& [name, family] : few) {
        EXPECT_FALSE(family.meaning.empty()) << name;
        EXPECT_FALSE(family.type.empty()) << name;
        names.insert(name);
    }
    for (const auto& [name, family] : all) {
        EXPECT_TRUE(names.contains(name)) << name;
        EXPECT_FALSE(family.samples.empty()) << name;  // Of every one there is an example above.
    }
    EXPECT_TRUE(few.at("turbomode_champion_age_days").samples.empty());
    EXPECT_TRUE(few.at("turbomode_last_run_state").samples.empty());
}

TEST_F(MetricsTest, AParameterIsRefused) {
    EXPECT_EQ(ask("/metrics?name=up").status, 400);
}

TEST(Exposition, EscapesWhatWouldEndALabelOrALine) {
    Exposition out;
    out.metric("a_metric", Exposition::Type::Gauge, "One \"line\",\nnot \\ two.");
    out.sample(1.5, {{"label", "a \"b\"\n\\c"}, {"other", ""}});
    EXPECT_EQ(out.text(),
              "# HELP a_metric One \"line\",\\nnot \\\\ two.\n"
              "# TYPE a_metric gauge\n"
              "a_metric{label=\"a \\\"b\\\"\\n\\\\c\",other=\"\"} 1.5\n");
    EXPECT_EQ(parse(out.text()).at("a_metric").samples.size(), 1U);
}

TEST(Exposition, WritesEveryNumber) {
    Exposition out;
    out.metric("a_metric", Exposition::Type::Gauge, "Numbers.");
    const std::map<std::string, double> numbers{{"small", 2.5e-300},
                                                {"big", 1.7976931348623157e308},
                                                {"third", 1.0 / 3.0},
                                                {"up", HUGE_VAL},
                                                {"down", -HUGE_VAL}};
    for (const auto& [name, value] : numbers) {
        out.sample(value, {{"is", name}});
    }
    out.sample(std::nan(""), {{"is", "nan"}});
    const auto samples = parse(out.text()).at("a_metric").samples;
    for (const auto& [name, value] : numbers) {
        EXPECT_EQ(samples.at(fmt::format("{{is=\"{}\"}}", name)), value) << name;
    }
    EXPECT_TRUE(std::isnan(samples.at("{is=\"nan\"}")));
}

}  // namespace
}  // namespace turbomode::api
