// The present, for programs: the system's clock, or a moment that stands still. A rehearsal of past
// nights names one to the programs that it runs, in $TURBOMODE_NOW, as "2026-11-21T04:00:00Z".
#pragma once

#include <chrono>

namespace base {

// $TURBOMODE_NOW is read once; when it is no time, the program ends with a message and exit code 2:
// going on with another time than was meant could publish a night twice.
std::chrono::system_clock::time_point now();

}  // namespace base
