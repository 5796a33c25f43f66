// ml_automation config: every setting with its meaning, bounds and present value.
#include <fmt/format.h>

#include "ml_automation/app/context.hpp"

namespace ml_automation::app {

using base::ExitCode;
using base::Result;

namespace {

Result<ExitCode> run(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    const auto text = platform::documented_config(config);
    answer(context, {{"toml", text}}, text);
    return ExitCode::Done;
}

}  // namespace

void add_settings(CLI::App& program, const Context& context, Command& command) {
    auto* config =
        program.add_subcommand("config", "Every setting with its meaning and present value");
    config->footer("Example:\n  ml_automation config > ml_automation.toml");
    config->callback([&context, &command] {
        command = [&context] {
            return run(context);
        };
    });
}

}  // namespace ml_automation::app
