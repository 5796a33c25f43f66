// Backtests as JSON: what `turbomode backtest` left in its folder.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "turbomode/api/json.hpp"

namespace turbomode::api {

// The newest first; one that cannot be read says why. Errors: Failed for a folder that cannot be.
base::Result<Json> backtests_json(const std::filesystem::path& folder);
// Errors: NotFound; Corruption for a report that is none.
base::Result<Json> backtest_json(const std::filesystem::path& folder, const std::string& id);
// The bytes of one of its files. Errors: NotFound.
base::Result<std::string> backtest_file(const std::filesystem::path& folder,
                                        const std::string& id,
                                        const std::string& file);

}  // namespace turbomode::api
