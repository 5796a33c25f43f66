// Desk: starts the steps as child processes, so that a crash in one takes no page down.
#pragma once

#include <filesystem>
#include <stop_token>

#include "ml_automation/api/handler.hpp"
#include "ml_automation/app/context.hpp"
#include "ml_automation/platform/child.hpp"

namespace ml_automation::app {

class Desk {
public:
    Desk(const Context& context, const platform::Config& config)
        : context_(context), config_(config) {}

    // Runs a step of that session to its end. `now`: the time that it is to believe; nothing: the
    // machine's.
    base::Result<platform::ChildEnd> run(api::Step step,
                                         base::TradingDate session,
                                         std::optional<platform::TimePoint> now,
                                         std::stop_token stop) const;
    std::filesystem::path log_of(api::Step step, base::TradingDate session) const;

private:
    const Context& context_;
    const platform::Config& config_;
};

}  // namespace ml_automation::app
