// What there is to see before the first run: nothing.
#pragma once

#include <memory>

#include "turbomode/store/signal_store.hpp"

namespace turbomode::api {

std::unique_ptr<store::SignalViews> empty_views();

}  // namespace turbomode::api
