// ml_automation status: how it stands, in a few lines.
#include <fmt/format.h>

#include "base/now.hpp"
#include "ml_automation/app/context.hpp"
#include "ml_automation/learning/model_folder.hpp"

namespace ml_automation::app {

using base::ExitCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

// A line "name      value" a fact.
class Facts {
public:
    void add(const char* key, std::string_view label, const std::string& value) {
        json_[key] = value;
        text_ += fmt::format("{:<16}{}\n", label, value);
    }
    ordered_json& json() { return json_; }
    const std::string& text() const { return text_; }

private:
    ordered_json json_ = ordered_json::object();
    std::string text_;
};

std::string text_of(const store::TrackRecord& record) {
    if (record.closed == 0) {
        return "no paper trade has closed yet";
    }
    return fmt::format("{} closed paper trades, {} won, {:+.2f} % a trade net of costs",
                       record.closed,
                       record.won,
                       100.0 * record.mean_return);
}

std::string text_of(const store::Training& training) {
    return fmt::format(
        "{} as of {}, {} edge: log loss {:.4f}, of the base rate {:.1f} % alone {:.4f}",
        training.model_id,
        training.as_of.text(),
        training.has_edge ? "an" : "no",
        training.log_loss,
        100.0 * training.base_rate,
        training.log_loss_base);
}

Result<void> add_store(const store::Views& views, Facts& facts) {
    TRY_ASSIGN(const auto cycles, views.cycles(1));
    facts.add("last_cycle",
              "last cycle",
              cycles.empty() ? "none yet; run ml_automation cycle"
                             : fmt::format("{} {}: {}",
                                           cycles.front().session.text(),
                                           store::name_of(cycles.front().state),
                                           cycles.front().message));
    TRY_ASSIGN(const auto held, views.held());
    facts.add("positions", "paper trades", fmt::format("{} held", held.size()));
    TRY_ASSIGN(const auto record, views.track_record(0));
    facts.add("track_record", "track record", text_of(record));
    TRY_ASSIGN(const auto training, views.latest_training());
    facts.add("training", "last training", training ? text_of(*training) : "none yet");
    TRY_ASSIGN(const bool is_on, views.scheduler_is_on());
    facts.add("scheduler", "schedule", is_on ? "on" : "switched off");
    TRY_ASSIGN(const auto alerts, views.alerts(0));
    auto open = ordered_json::array();
    std::string text;
    for (const auto& alert : alerts) {
        if (alert.resolved_at.empty()) {
            open.push_back(alert.message);
            text += (text.empty() ? "" : "; ") + alert.message;
        }
    }
    facts.add("alerts", "alerts", text.empty() ? "none" : text);
    facts.json()["alerts"] = std::move(open);
    return {};
}

Result<ExitCode> run(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    Facts facts;
    const auto next = scheduler::next_due(scheduler::schedule_of(config.schedule), base::now());
    const auto path = context.at(config.paths.database);
    facts.add("database", "database", path.string());
    const auto views = store::Views::open(path);
    if (views.ok()) {
        TRY(add_store(views.value(), facts));
    } else if (views.error().code != base::ErrorCode::NotFound) {
        return views.error();
    } else {
        facts.add("last_cycle", "last cycle", "none yet; run ml_automation cycle");
    }
    facts.add("next_cycle", "next cycle due", platform::new_york_text(next));
    answer(context, facts.json(), facts.text());
    return ExitCode::Done;
}

}  // namespace

void add_status(CLI::App& program, const Context& context, Command& command) {
    auto* status = program.add_subcommand("status", "How it stands: cycle, paper trades, model");
    status->footer("Example:\n  ml_automation status --home demo");
    status->callback([&context, &command] {
        command = [&context] {
            return run(context);
        };
    });
}

}  // namespace ml_automation::app
