// What update shares with import: files that are imported once.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "market_data/app/settings.hpp"
#include "market_data/store/store.hpp"

namespace market_data::app {

struct BadFile {
    std::string name;
    base::Error error;
};

struct InboxImport {
    std::vector<std::string> imported;  // Names of files.
    std::size_t known = 0;              // Files imported before, with nothing held back.
    std::vector<BadFile> failures;
    store::PriceCounts prices;
};

// Imports the CSV files that are not in the store yet. A bad one costs the others nothing. The
// store names the folder as the source, not the files. Errors: of the store or the disk.
base::Result<InboxImport> import_inbox(const Settings& settings,
                                       const std::filesystem::path& inbox,
                                       const std::filesystem::path& database,
                                       store::Store& store);

}  // namespace market_data::app
