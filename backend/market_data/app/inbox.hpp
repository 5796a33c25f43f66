// The inbox: a folder into which the user, or another program, drops price files.
#pragma once

#include "market_data/app/context.hpp"

namespace market_data::app {

// Imports what is new in the inbox and tells, of files that could not be imported too.
// NotEnoughData when the last finished session is still missing.
base::Result<void> update_from_inbox(const Context& context, const Settings& settings);

}  // namespace market_data::app
