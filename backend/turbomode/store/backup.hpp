// Backups of turbomode.db: whole copies, made and put back while others read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace turbomode::store {

// Copies the database as it stands into `folder`, as turbomode-YYYYMMDDTHHMMSSZ.db, checks the
// copy, and removes all but the newest `keep`. `time`: RFC 3339, UTC. Returns the copy's path.
// Half copies that killed backups have left are removed. Errors: NotFound without a database;
// Refused while another backup goes into the folder; Corruption when the copy does not pass
// SQLite's check, and then nothing is removed.
base::Result<std::filesystem::path> back_up(const std::filesystem::path& database,
                                            const std::filesystem::path& folder,
                                            const std::string& time,
                                            std::size_t keep);

// Newest first; none without a folder.
std::vector<std::filesystem::path> backups_in(const std::filesystem::path& folder);

// When a backup was made, from its name: "2026-11-20T23:05:12Z". REQUIRES: one of backups_in().
std::string time_of_backup(const std::filesystem::path& backup);

// Makes the database what `backup` is, in one transaction: killed, it is as before. The present
// state, if there is any, is backed up first as before-restore-TIME.db, whose path is returned;
// empty: there was none. The caller holds the lock of the scan.
// Errors: Refused or Corruption when `backup` is not a sound database of ours.
base::Result<std::filesystem::path> restore(const std::filesystem::path& backup,
                                            const std::filesystem::path& database,
                                            const std::filesystem::path& folder,
                                            const std::string& time);

}  // namespace turbomode::store
