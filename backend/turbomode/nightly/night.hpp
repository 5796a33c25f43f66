// Night: one session from prices to published signals. Reads as the list of its stages.
#pragma once

#include <optional>
#include <string>

#include "base/date.hpp"
#include "base/result.hpp"
#include "market_data/reader/reader.hpp"
#include "turbomode/models/artefact.hpp"
#include "turbomode/platform/clock.hpp"
#include "turbomode/signals/tier.hpp"
#include "turbomode/store/signal_store.hpp"

namespace turbomode::nightly {

// What a night works with. All is lent for its duration.
struct Stages {
    const market_data::Reader& prices;
    const models::StoredModel& champion;
    store::SignalStore& store;
    const platform::Clock& clock;
    signals::PublishingRules rules;
    std::optional<signals::TierLimits> tier_limits;  // Nothing: thirds.
    double coverage_min;  // Share of the universe that must have a bar of the session.
    int model_days_max;   // A champion older than this on the session does not score.
    std::string config_hash;
    unsigned threads;
};

// Runs the night of `as_of` and returns its record, which the store has by then. Every ending but
// Published and NoEdge leaves the signals of earlier nights as they are. A session that later ones
// built upon is not run again: its record is returned as it stands.
// Errors: Refused for a session older than the last published one that was never run, and for a
// champion that is too old or knows more than the session's evening did.
base::Result<store::Run> run(base::TradingDate as_of, const Stages& stages);

// Records that the night of `as_of` failed with `error`, so that pages can say so.
base::Result<void> record_failure(base::TradingDate as_of,
                                  const base::Error& error,
                                  store::SignalStore& store,
                                  const platform::Clock& clock);

}  // namespace turbomode::nightly
