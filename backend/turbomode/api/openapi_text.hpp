// openapi.json, built into the program: what is served is what this build was made from.
#pragma once

#include <string_view>

namespace turbomode::api {

std::string_view openapi_text();

}  // namespace turbomode::api
