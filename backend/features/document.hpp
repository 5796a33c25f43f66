// The schema as a page for people: docs/features.md.
#pragma once

#include <string>

namespace features {

std::string schema_markdown();

}  // namespace features
