// turbomode performance: what was said of every stock against what came of it.
#include <memory>

#include <fmt/format.h>

#include "turbomode/api/performance_json.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/models/outcomes.hpp"
#include "turbomode/signals/track_record.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::app {

using base::ExitCode;
using base::Result;
using signals::Score;

namespace {

std::string score_line(std::string_view name, const Score& score) {
    if (!score.figures) {
        return fmt::format("  {:<14} {:>8}  fewer than {} outcomes: nothing is told\n",
                           name,
                           score.outcomes,
                           signals::kOutcomesMin);
    }
    const auto& figures = *score.figures;
    return fmt::format("  {:<14} {:>8} {:>7.1f} {:>6.1f} {:>13} {:>6.1f} {:>15} {:>8.2f}\n",
                       name,
                       score.outcomes,
                       100.0 * figures.confidence,
                       100.0 * figures.win_rate,
                       fmt::format("{:.1f} to {:.1f}",
                                   100.0 * figures.win_rate_interval.low,
                                   100.0 * figures.win_rate_interval.high),
                       100.0 * figures.base_rate,
                       fmt::format("{:.4f} ({:.4f})", figures.brier, figures.brier_of_base),
                       100.0 * figures.net_return);
}

std::string group_lines(std::string_view title, const std::vector<signals::Group>& groups) {
    std::string text = groups.empty() ? "" : fmt::format(" {}\n", title);
    for (const auto& group : groups) {
        text += score_line(group.name, group.score);
    }
    return text;
}

std::string late_entry_lines(const std::vector<signals::LateEntry>& entries) {
    std::string text = " the best fifth of a night, entered at that age (ranked by)\n";
    for (const auto& entry : entries) {
        const auto name =
            entry.score.figures
                ? fmt::format("{} ({:.1f})", entry.age, 100.0 * entry.effective_confidence)
                : entry.age;
        text += score_line(name, entry.score);
    }
    return text;
}

std::string side_text(models::Side side, const signals::SidePerformance& performance) {
    std::string text = fmt::format("\n{:<16} {:>8} {:>7} {:>6} {:>13} {:>6} {:>15} {:>8}\n",
                                   models::name_of(side),
                                   "outcomes",
                                   "said %",
                                   "won %",
                                   "95 %",
                                   "base %",
                                   "Brier (base)",
                                   "net %");
    text += score_line("all", performance.all);
    text += score_line("signals", performance.signals);
    if (performance.all.figures) {
        text += group_lines("market cap", performance.by_tier);
        text += group_lines("sector", performance.by_sector);
        text += group_lines("month", performance.by_month);
        text += group_lines("confidence", performance.by_confidence);
        text += group_lines("age at the end", performance.by_age);
        text += group_lines("model", performance.by_model);
        text += late_entry_lines(performance.late_entries);
    }
    return text;
}

std::string text_of(const signals::Performance& performance) {
    std::string text = performance.nights == 0
                           ? std::string{"no night has been judged yet"}
                           : fmt::format("{} nights from {} to {}, {} predictions with an outcome",
                                         performance.nights,
                                         performance.first->text(),
                                         performance.last->text(),
                                         performance.outcomes);
    text += fmt::format(
        "\n{} nights wait for their trades to end; {} were published after their fill's open and "
        "do not count\n{} predictions were cancelled at the open, {} unfamiliar, {} without "
        "prices\n",
        performance.nights_waiting,
        performance.nights_late,
        performance.cancelled,
        performance.unfamiliar,
        performance.unknown);
    for (const auto side : models::kSides) {
        text += side_text(side, performance.sides[static_cast<std::size_t>(side)]);
    }
    return text;
}

Result<ExitCode> run(const Context& context, std::size_t nights) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto views, store::open_views(context.at(config.paths.turbomode_db)));
    TRY_ASSIGN(const auto shown, views->last_shown());
    signals::Performance performance;
    if (shown) {
        TRY_ASSIGN(const auto judged, views->judged(nights));
        performance = signals::performance(judged, publishing_rules_of(config), shown->session);
    }
    answer(context,
           api::performance_json(shown ? std::optional{shown->session} : std::nullopt, performance),
           text_of(performance));
    return ExitCode::Done;
}

}  // namespace

void add_performance(CLI::App& program, const Context& context, Command& command) {
    auto nights = std::make_shared<std::size_t>(api::kPerformanceNights);
    auto* performance = program.add_subcommand(
        "performance", "What was said of every stock against what came of it");
    performance->add_option("--nights", *nights, "So many last nights [252]")
        ->check(CLI::Range(std::size_t{1}, std::size_t{10'000}));
    performance->footer(
        "Every prediction is followed to its end by the exit rule, published or not. A night\n"
        "counts when its holding time has passed, and when it was published before the open\n"
        "that its trades fill at. Intervals draw blocks of ten nights.\n\n"
        "Examples:\n"
        "  turbomode performance\n"
        "  turbomode performance --nights 63 --json");
    performance->callback([&context, &command, nights] {
        command = [&context, nights] {
            return run(context, *nights);
        };
    });
}

}  // namespace turbomode::app
