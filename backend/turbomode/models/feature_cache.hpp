// The feature cache: the matrix of a whole history, kept on disk for the next training on the same
// data. Safe to delete; a matrix of another schema or other data is never taken from it.
//
// File: a header of text lines, padded to a multiple of 64 bytes, then the matrix as it lies in
// memory (float32, a column on each 64 bytes), which is mapped and not read. One file: the latest.
#pragma once

#include <filesystem>
#include <string>

#include "bars/panel.hpp"
#include "base/result.hpp"
#include "features/build.hpp"

namespace turbomode::models {

// The features of the panel on all its sessions, from the file in `folder` when it has them, else
// built and written there. `data_hash` stands for everything in the panel. A file that cannot be
// written costs the next training its time, and is no error; the log has it.
features::Matrix cached_features(const bars::Panel& panel,
                                 const std::string& data_hash,
                                 const std::filesystem::path& folder,
                                 unsigned threads);

}  // namespace turbomode::models
