#include "turbomode/platform/machine.hpp"

#include <algorithm>
#include <fstream>
#include <sched.h>
#include <sys/resource.h>
#include <sys/timex.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/file.hpp"

namespace turbomode::platform {

std::optional<bool> is_clock_synchronised() {
    timex state{};  // No mode: only asks.
    const int clock = ::adjtimex(&state);
    if (clock < 0) {
        return std::nullopt;
    }
    return clock != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

unsigned processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof(set), &set) != 0) {
        return 1;
    }
    return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
}

std::uint64_t memory_bytes() {
    auto bytes = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES))) *
                 static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PAGESIZE)));
    // "max" where there is no limit, which reads as no number.
    std::ifstream group("/sys/fs/cgroup/memory.max");
    if (std::uint64_t limit = 0; group >> limit) {
        bytes = std::min(bytes, limit);
    }
    rlimit space{};
    if (::getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY) {
        bytes = std::min<std::uint64_t>(bytes, space.rlim_cur);
    }
    return bytes;
}

base::Result<void> try_writing(const std::filesystem::path& folder) {
    const auto path = folder / fmt::format(".writable.{}", ::getpid());
    auto written = base::write_file_atomically(path, "Can this folder be written to?\n");
    std::error_code ignored;  // What was written is harmless.
    std::filesystem::remove(path, ignored);
    return written;
}

}  // namespace turbomode::platform
