// The proof that ML Automation and TurboMode never touch, drawn up from this machine as it is.
#pragma once

#include <string>
#include <vector>

#include "ml_automation/app/context.hpp"

namespace ml_automation::app {

// One check: what was looked at, and who breaks it. It holds when nobody does.
struct SeparationCheck {
    std::string name;
    std::vector<std::string> evidence = {};
    std::vector<std::string> offenders = {};

    bool holds() const { return offenders.empty(); }
};

// Looks, and changes nothing: no file is made, none is opened for writing.
base::Result<std::vector<SeparationCheck>> check_separation(const Context& context,
                                                            const platform::Config& config);

}  // namespace ml_automation::app
