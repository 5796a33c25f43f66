// turbomode predict: every stock's prediction of a session, without publishing anything.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/nightly/notes.hpp"
#include "turbomode/nightly/scored.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;

namespace {

Result<ExitCode> run(const Context& context, const std::string& date) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto session, session_or_last_finished(date));
    const auto registry = registry_of(context, config);
    TRY_ASSIGN(const auto champion, registry.champion());
    if (!champion) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{}: there is no champion; run turbomode train",
                                 registry.folder().string())};
    }
    TRY_ASSIGN(const auto model, models::load(registry.folder(), *champion, exit_rule_of(config)));
    TRY_ASSIGN(const auto reader,
               market_data::Reader::open(context.at(config.paths.market_data_db)));
    TRY_ASSIGN(const auto scored,
               nightly::score(reader,
                              model,
                              session,
                              {.also = {},
                               .model_days_max = config.models.expired_after_days,
                               .threads = static_cast<unsigned>(config.models.threads)}));
    if (!scored.any()) {
        return Error{
            ErrorCode::NotEnoughData,
            fmt::format("no index member has a bar and all features on {}", session.text())};
    }
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    std::string text = "date,symbol,side,confidence,base_rate,expected_return,is_familiar\n";
    for (std::size_t row = 0; row < scored.night().stocks.size(); ++row) {
        for (std::size_t side = 0; side < models::kSides.size(); ++side) {
            const auto& prediction = scored.predictions[side].stocks[row];
            const auto& symbol = scored.stock(row).ticker.text();
            const bool is_familiar = scored.likeness[row].is_familiar();
            rows.push_back(
                {{"symbol", symbol},
                 {"signal_type", models::name_of(models::kSides[side])},
                 {"confidence", prediction.confidence},
                 {"base_rate", prediction.base_rate},
                 {"expected_return", prediction.expected_return},
                 {"is_familiar", is_familiar},
                 {"unfamiliar_because",
                  is_familiar ? nlohmann::ordered_json(nullptr)
                              : nlohmann::ordered_json(nightly::strangeness_of(scored, row))}});
            text += fmt::format("{},{},{},{:.6f},{:.6f},{:.6f},{}\n",
                                session.text(),
                                symbol,
                                models::name_of(models::kSides[side]),
                                prediction.confidence,
                                prediction.base_rate,
                                prediction.expected_return,
                                is_familiar);
        }
    }
    answer(context,
           {{"as_of", session.text()},
            {"model_id", model.id},
            {"count", rows.size()},
            {"predictions", rows}},
           text);
    return ExitCode::Done;
}

}  // namespace

void add_predict(CLI::App& program, const Context& context, Command& command) {
    auto date = std::make_shared<std::string>();
    auto* predict =
        program.add_subcommand("predict", "Every stock's prediction, nothing published");
    predict->add_option("--as-of", *date, "YYYY-MM-DD; default the last finished session");
    predict->footer("Example:\n  turbomode predict --as-of 2025-07-01 > predictions.csv");
    predict->callback([&context, &command, date] {
        command = [&context, date] {
            return run(context, *date);
        };
    });
}

}  // namespace turbomode::app
