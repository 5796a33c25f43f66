// The store in turbomode.db (SQLite).
#pragma once

#include <filesystem>
#include <memory>

#include "turbomode/store/signal_store.hpp"

namespace turbomode::store {

// Opens or creates the file for the one writer.
base::Result<std::unique_ptr<SignalStore>> open_store(const std::filesystem::path& path,
                                                      const models::ExitRule& rule);
// Opens an existing file read-only.
base::Result<std::unique_ptr<SignalViews>> open_views(const std::filesystem::path& path);

}  // namespace turbomode::store
