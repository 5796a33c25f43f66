// What this program is linked and compiled from, as the build saw it (cmake/dependency_list.cmake).
#pragma once

#include <span>
#include <string_view>

namespace turbomode::app {

std::span<const std::string_view> linked_layers();     // "base", "turbomode_store", ...
std::span<const std::string_view> compiled_sources();  // "backend/base/date.cpp", ...

}  // namespace turbomode::app
