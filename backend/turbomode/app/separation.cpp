// turbomode verify-separation: TurboMode and ML Automation share nothing but features and prices,
// proven on this machine as it is.
#include "turbomode/app/separation.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace turbomode::app {

using base::ExitCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

std::string in_ascii(const std::string& text) {
    std::string ascii;
    for (const char character : text) {
        ascii += character >= ' ' && character <= '~'
                     ? std::string(1, character)
                     : fmt::format("\\x{:02x}", static_cast<unsigned char>(character));
    }
    return ascii;
}

Result<ExitCode> run(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    const auto stranger = stranger_of(context);
    const std::array questions{ask_models(context, config, stranger),
                               ask_schedulers(context, config, stranger),
                               ask_databases(context, config, stranger),
                               ask_imports(context),
                               ask_shared(context, config)};
    auto rows = ordered_json::array();
    std::string text;
    for (const auto& question : questions) {
        rows.push_back({{"name", question.name()},
                        {"holds", question.holds()},
                        {"evidence", question.seen()},
                        {"offenders", question.blamed()}});
        text += fmt::format("{:<8}{}\n", question.holds() ? "ok" : "BROKEN", question.name());
        for (const auto& line : question.seen()) {
            text += fmt::format("          {}\n", line);
        }
        for (const auto& line : question.blamed()) {
            text += fmt::format("        ! {}\n", line);
        }
    }
    const auto broken = std::ranges::count(questions, false, &Question::holds);
    text += broken == 0 ? "TurboMode and ML Automation share nothing else.\n"
                        : fmt::format(
                              "{} of {} checks are broken: the lines with '!' say by "
                              "what.\n",
                              broken,
                              questions.size());
    answer(context, {{"holds", broken == 0}, {"checks", std::move(rows)}}, text);
    return broken == 0 ? ExitCode::Done : ExitCode::Refused;
}

}  // namespace

void Question::see(const std::string& line) {
    seen_.push_back(in_ascii(line));
}

void Question::blame(const std::string& line) {
    blamed_.push_back(in_ascii(line));
}

void add_separation(CLI::App& program, const Context& context, Command& command) {
    auto* verify = program.add_subcommand(
        "verify-separation", "Prove on this machine that ML Automation and TurboMode are apart");
    verify->footer(
        "Five checks with their evidence: model files, schedulers, databases, what this program\n"
        "was built from, and what is shared. Exit code 3 when one is broken; '!' names by what.\n"
        "ml_automation verify-separation asks the same from the other side.\n\n"
        "Example:\n  turbomode verify-separation --home demo");
    verify->callback([&context, &command] {
        command = [&context] {
            return run(context);
        };
    });
}

}  // namespace turbomode::app
