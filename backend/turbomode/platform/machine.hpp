// What a machine is and has, for whoever checks it: clock, memory, processors, a folder that can be
// written to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/result.hpp"

namespace turbomode::platform {

// Whether the kernel says that something (NTP, PTP) keeps the clock in step; nothing when it does
// not tell.
std::optional<bool> is_clock_synchronised();

// Processors that this process may use; at least 1.
unsigned processors();

// Bytes of memory that this process may use: the machine's, or less where its control group or
// its limit of address space allows less.
std::uint64_t memory_bytes();

// Writes a file into the folder, flushes it to disk and removes it. Failed, naming the file and the
// reason: read-only, full, not allowed, no such folder.
base::Result<void> try_writing(const std::filesystem::path& folder);

}  // namespace turbomode::platform
