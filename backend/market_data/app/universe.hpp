// What the subcommands of `market_data universe` share.
#pragma once

#include "market_data/app/context.hpp"
#include "market_data/store/store.hpp"

namespace market_data::app {

// The store, made if there is none. Refused for a simulated one, which has an index of its own.
base::Result<store::Store> open_real_universe(const Context& context);

// Each adds one subcommand to `universe`.
void add_universe_builtin(CLI::App& universe, const Context& context, Command& command);
void add_universe_update(CLI::App& universe, const Context& context, Command& command);
void add_universe_caps(CLI::App& universe, const Context& context, Command& command);

}  // namespace market_data::app
