// [alerts] of the configuration: names, meanings and bounds. Inside of this layer only.
#pragma once

#include <string_view>

#include "base/settings.hpp"
#include "turbomode/platform/config.hpp"

namespace turbomode::platform {

base::Settings alert_settings(AlertSettings& alerts);

// Usage when mail is asked for without all that it needs, or with what could be misread.
base::Result<void> check_alerts(const AlertSettings& alerts, std::string_view source_name);

}  // namespace turbomode::platform
