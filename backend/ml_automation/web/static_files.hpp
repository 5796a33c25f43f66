// The files of the page, read once: a request names one of them or nothing.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.hpp"
#include "ml_automation/web/message.hpp"

namespace ml_automation::web {

// By their path below `folder`, "/index.html". NotFound, saying what to do, when it has none.
base::Result<std::map<std::string, Response>> read_static_files(
    const std::filesystem::path& folder);

}  // namespace ml_automation::web
