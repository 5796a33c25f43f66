#include "turbomode/backtest/walk_forward.hpp"

#include <array>
#include <optional>
#include <spdlog/spdlog.h>

#include <fmt/format.h>

#include "turbomode/models/out_of_fold.hpp"
#include "turbomode/models/registry.hpp"

namespace turbomode::backtest {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// Counted from Monday to Sunday.
int week_of(base::TradingDate date) {
    constexpr int kMondayBefore1970 = -3;
    return (date.days_since(base::TradingDate::from_days(0)) - kMondayBefore1970) / 7;
}

// Sessions with the same number belong to the same model.
int period_of(base::TradingDate date, Refit refit) {
    const auto civil = date.civil();
    const int month = static_cast<int>(static_cast<unsigned>(civil.month())) - 1;
    const int months = 12 * static_cast<int>(civil.year()) + month;
    switch (refit) {
        case Refit::Never:
            return 0;
        case Refit::Yearly:
            return static_cast<int>(civil.year());
        case Refit::Quarterly:
            return months / 3;
        case Refit::Monthly:
            return months;
        case Refit::Fortnightly:
            return week_of(date) / 2;
        case Refit::Weekly:
            return week_of(date);
    }
    return 0;
}

// The nights with from <= date <= to, at least one.
Result<std::vector<const models::Night*>> nights_between(const models::History& history,
                                                         base::TradingDate from,
                                                         base::TradingDate to) {
    std::vector<const models::Night*> nights;
    for (const auto& night : history.nights.nights()) {
        const auto date = history.sessions[night.session];
        if (date >= from && date <= to) {
            nights.push_back(&night);
        }
    }
    if (nights.empty()) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("no night with complete features from {} to {}; prices reach from "
                                 "{} to {}",
                                 from.text(),
                                 to.text(),
                                 history.sessions.front().text(),
                                 history.sessions.back().text())};
    }
    return nights;
}

// What `model` says of a night, BUY and then SELL.
Result<void> predict(const WalkModel& model,
                     const models::History& history,
                     const models::Night& night,
                     const EachNight& each) {
    const models::Inputs inputs{.values = history.nights.rows_of(night),
                                .columns = history.nights.columns()};
    for (std::size_t side = 0; side < models::kSides.size(); ++side) {
        TRY_ASSIGN(const auto prediction, model.ensemble.predict(models::kSides[side], inputs));
        each({.session = night.session,
              .night = night,
              .side = models::kSides[side],
              .prediction = prediction,
              .rivals = rivals_of(model.ensemble.side(models::kSides[side]),
                                  model.rivals[side],
                                  models::kSides[side],
                                  inputs,
                                  prediction),
              .inputs = inputs,
              .model = &model});
    }
    return {};
}

// Fits the models of one walk, or finds them where an earlier run kept them.
class Models {
public:
    Models(const models::History& history, const WalkForwardOptions& options)
        : history_(history), options_(options) {}

    // The model of what was known on the evening before `session`.
    Result<WalkModel> of(std::size_t session) {
        // The first of a fast walk fits out of fold, which is not kept.
        const bool is_kept = options_.kept && !(options_.is_fast && seen_.empty());
        if (is_kept) {
            if (auto found = kept_for(session)) {
                spdlog::info("the model of {} is there from a run that was cut short",
                             history_.sessions[session].text());
                return *std::move(found);
            }
        }
        TRY_ASSIGN(auto trained,
                   models::train(
                       history_, session, options_.training, options_.is_fast ? &seen_ : nullptr));
        if (is_kept) {
            TRY(models::save(folder_for(session), trained, history_.rule, options_.kept->origin));
        }
        return WalkModel{.ensemble = std::move(trained.ensemble),
                         .familiarity = std::move(trained.familiarity),
                         .norms = trained.norms,
                         .rivals = std::move(trained.rivals)};
    }

    // The nights that `model` has predicted until the next one takes over.
    Result<void> predicted(const WalkModel& model, models::NightRange nights) {
        return options_.is_fast ? models::add_block(seen_, history_, model.ensemble, nights)
                                : Result<void>{};
    }

private:
    std::filesystem::path folder_for(std::size_t session) const {
        return options_.kept->folder / history_.sessions[session].text();
    }

    std::optional<WalkModel> kept_for(std::size_t session) const {
        const auto folder = folder_for(session);
        const auto ids = models::Registry(folder).ids();
        if (ids.empty()) {
            return std::nullopt;
        }
        auto found = models::load(folder, ids.front(), history_.rule);
        if (!found.ok()) {
            spdlog::warn("fitting again: {}", found.error().message);
            std::error_code ignored;  // What stays is in the way of saving, which says so.
            std::filesystem::remove_all(folder / ids.front(), ignored);
            return std::nullopt;
        }
        return walk_model_of(std::move(found).value());
    }

    const models::History& history_;
    const WalkForwardOptions& options_;
    models::OutOfFold seen_;
};

}  // namespace

Result<void> walk_forward(const models::History& history,
                          const WalkForwardOptions& options,
                          const EachNight& each) {
    TRY_ASSIGN(const auto nights, nights_between(history, options.from, options.to));
    Models fitted(history, options);
    std::optional<WalkModel> model;
    std::optional<int> period;
    std::size_t first_of_period = 0;
    const auto position = [&](const models::Night* night) {
        return static_cast<std::size_t>(night - history.nights.nights().data());
    };
    for (std::size_t n = 0; n < nights.size(); ++n) {
        const models::Night& night = *nights[n];
        const int current = period_of(history.sessions[night.session], options.refit);
        if (period != current) {
            if (model) {
                TRY(fitted.predicted(
                    *model,
                    {.first = position(nights[first_of_period]), .last = position(nights[n])}));
            }
            TRY_ASSIGN(model, fitted.of(night.session));
            period = current;
            first_of_period = n;
        }
        TRY(predict(*model, history, night, each));
    }
    return {};
}

Result<void> walk_with(const WalkModel& model,
                       const models::History& history,
                       base::TradingDate from,
                       base::TradingDate to,
                       const EachNight& each) {
    TRY_ASSIGN(const auto nights, nights_between(history, from, to));
    for (const auto* night : nights) {
        TRY(predict(model, history, *night, each));
    }
    return {};
}

WalkModel walk_model_of(models::StoredModel stored) {
    return {.ensemble = std::move(stored.ensemble),
            .familiarity = std::move(stored.familiarity),
            .norms = stored.norms,
            .rivals = std::move(stored.rivals)};
}

}  // namespace turbomode::backtest
