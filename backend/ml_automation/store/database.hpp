// The database of ML Automation: whose it is, and its tables.
#pragma once

#include "base/sqlite.hpp"

namespace ml_automation::store {

extern const base::DatabaseKind kDatabaseKind;

}  // namespace ml_automation::store
