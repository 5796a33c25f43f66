#include "turbomode/backtest/walk_forward.hpp"

#include <optional>

#include <fmt/format.h>

#include "turbomode/models/out_of_fold.hpp"

namespace turbomode::backtest {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// Sessions with the same number belong to the same model.
int period_of(base::TradingDate date, Refit refit) {
    const auto civil = date.civil();
    const int month = static_cast<int>(static_cast<unsigned>(civil.month())) - 1;
    const int months = 12 * static_cast<int>(civil.year()) + month;
    switch (refit) {
        case Refit::Yearly:
            return static_cast<int>(civil.year());
        case Refit::Quarterly:
            return months / 3;
        case Refit::Monthly:
            return months;
    }
    return 0;
}

// The nights with from <= date <= to.
std::vector<const models::Night*> nights_between(const models::History& history,
                                                 const WalkForwardOptions& options) {
    std::vector<const models::Night*> nights;
    for (const auto& night : history.nights.nights()) {
        const auto date = history.sessions[night.session];
        if (date >= options.from && date <= options.to) {
            nights.push_back(&night);
        }
    }
    return nights;
}

}  // namespace

Result<void> walk_forward(const models::History& history,
                          const WalkForwardOptions& options,
                          const std::function<void(const PredictedNight&)>& each) {
    const auto nights = nights_between(history, options);
    if (nights.empty()) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("no night with complete features from {} to {}",
                                 options.from.text(),
                                 options.to.text())};
    }
    std::optional<models::TrainedModel> model;
    std::optional<int> period;
    models::OutOfFold seen;
    std::size_t first_of_period = 0;
    const auto position = [&](const models::Night* night) {
        return static_cast<std::size_t>(night - history.nights.nights().data());
    };
    for (std::size_t n = 0; n < nights.size(); ++n) {
        const models::Night& night = *nights[n];
        const int current = period_of(history.sessions[night.session], options.refit);
        if (period != current) {
            // What was known on the evening before this session.
            if (model && options.is_fast) {
                TRY(models::add_block(
                    seen,
                    history,
                    model->ensemble,
                    {.first = position(nights[first_of_period]), .last = position(nights[n])}));
            }
            TRY_ASSIGN(
                model,
                models::train(
                    history, night.session, options.training, options.is_fast ? &seen : nullptr));
            period = current;
            first_of_period = n;
        }
        const models::Inputs inputs{.values = history.nights.rows_of(night),
                                    .columns = history.nights.columns()};
        for (const auto side : models::kSides) {
            TRY_ASSIGN(const auto prediction, model->ensemble.predict(side, inputs));
            each({.session = night.session,
                  .night = night,
                  .side = side,
                  .prediction = prediction,
                  .rivals = rivals_of(*model, side, inputs, prediction)});
        }
    }
    return {};
}

}  // namespace turbomode::backtest
