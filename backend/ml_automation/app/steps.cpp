// ml_automation cycle, scan, learn, train: one session's work, whole or in parts.
#include <memory>

#include <fmt/format.h>

#include "ml_automation/app/context.hpp"

namespace ml_automation::app {

using base::ExitCode;
using base::Result;
using base::TradingDate;

namespace {

Result<ExitCode> run_cycle(const Context& context, const cycle::Workplace& work, TradingDate day) {
    TRY_ASSIGN(const auto done, cycle::run(work, day));
    answer(
        context,
        {{"session", day.text()}, {"state", store::name_of(done.state)}, {"message", done.message}},
        fmt::format("{}: {}\n", day.text(), done.message));
    return ExitCode::Done;
}

Result<ExitCode> run_scan(const Context& context, const cycle::Workplace& work, TradingDate day) {
    TRY_ASSIGN(const auto scan, cycle::scan(work, day));
    int bullish = 0;
    int bearish = 0;
    for (const auto& stock : scan.stocks) {
        bullish += stock.direction == analysis::Direction::Bullish ? 1 : 0;
        bearish += stock.direction == analysis::Direction::Bearish ? 1 : 0;
    }
    answer(context,
           {{"session", day.text()},
            {"members", scan.members},
            {"scanned", scan.stocks.size()},
            {"bullish", bullish},
            {"bearish", bearish},
            {"model_id", scan.model_id},
            {"data_source", scan.data_source}},
           fmt::format("{}: scanned {} of {} members, {} bullish, {} bearish, {}\n",
                       day.text(),
                       scan.stocks.size(),
                       scan.members,
                       bullish,
                       bearish,
                       scan.model_id.empty() ? "by the analysers alone" : "with " + scan.model_id));
    return ExitCode::Done;
}

Result<ExitCode> run_learn(const Context& context, const cycle::Workplace& work, TradingDate day) {
    TRY_ASSIGN(const auto learned, cycle::learn(work, day));
    TRY(cycle::watch_promise(work));
    answer(context,
           {{"session", day.text()}, {"opened", learned.opened}, {"closed", learned.closed}},
           fmt::format("{}: bought {}, closed {}\n", day.text(), learned.opened, learned.closed));
    return ExitCode::Done;
}

Result<ExitCode> run_train(const Context& context, const cycle::Workplace& work, TradingDate day) {
    TRY_ASSIGN(const auto training, cycle::train(work, day, "asked for"));
    if (training.model_id.empty()) {
        return base::Error{base::ErrorCode::NotEnoughData, training.message};
    }
    answer(context,
           {{"as_of", day.text()},
            {"model_id", training.model_id},
            {"samples", training.samples},
            {"paper_trades", training.paper_trades},
            {"has_edge", training.has_edge},
            {"base_rate", training.base_rate},
            {"log_loss", training.log_loss},
            {"log_loss_base", training.log_loss_base},
            {"auc", training.auc}},
           fmt::format("{}: {} samples and {} paper trades; {} edge: log loss {:.4f}, of the base "
                       "rate {:.1f} % alone {:.4f}; AUC {:.3f}\n",
                       training.model_id,
                       training.samples,
                       training.paper_trades,
                       training.has_edge ? "an" : "no",
                       training.log_loss,
                       100.0 * training.base_rate,
                       training.log_loss_base,
                       training.auc));
    return ExitCode::Done;
}

using Step = Result<ExitCode> (*)(const Context&, const cycle::Workplace&, TradingDate);

Result<ExitCode> run_step(const Context& context,
                          const char* name,
                          Step step,
                          const std::string& date) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto session, session_or_last_finished(date));
    TRY_ASSIGN(const auto opened,
               Opened::open(context, config, fmt::format("{} {}", name, session.text())));
    return step(context, opened->work(), session);
}

void add_step(CLI::App& program,
              const Context& context,
              Command& command,
              const char* name,
              const char* meaning,
              Step step) {
    auto date = std::make_shared<std::string>();
    auto* added = program.add_subcommand(name, meaning);
    added->add_option("--as-of", *date, "YYYY-MM-DD; default the last finished session");
    added->footer(fmt::format("Example:\n  ml_automation {} --as-of 2025-07-01", name));
    added->callback([&context, &command, name, step, date] {
        command = [&context, name, step, date] {
            return run_step(context, name, step, *date);
        };
    });
}

}  // namespace

void add_steps(CLI::App& program, const Context& context, Command& command) {
    add_step(program,
             context,
             command,
             "cycle",
             "Scan, learn, and train if a training is due",
             run_cycle);
    add_step(program,
             context,
             command,
             "scan",
             "Score every member of the index by the four analysers and the model",
             run_scan);
    add_step(program,
             context,
             command,
             "learn",
             "Follow the paper trades and buy anew from the session's scan",
             run_learn);
    add_step(program,
             context,
             command,
             "train",
             "Fit a model on history and on our own closed paper trades",
             run_train);
}

}  // namespace ml_automation::app
