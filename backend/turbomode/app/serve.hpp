// What others must know of `serve`.
#pragma once

#include <filesystem>

namespace turbomode::app {

// The built pages of the source tree that this executable was built from: build/bin/turbomode.
std::filesystem::path pages_default(const std::filesystem::path& executable);

}  // namespace turbomode::app
