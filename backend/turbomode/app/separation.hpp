// The five questions of verify-separation, each with what was seen and who is to blame.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "turbomode/app/context.hpp"
#include "turbomode/app/stranger.hpp"

namespace turbomode::app {

// Answered well when there is nobody to blame.
class Question {
public:
    explicit Question(std::string name) : name_(std::move(name)) {}

    // In plain ASCII, whatever a file is called.
    void see(const std::string& line);
    void blame(const std::string& line);

    const std::string& name() const { return name_; }
    bool holds() const { return blamed_.empty(); }
    const std::vector<std::string>& seen() const { return seen_; }
    const std::vector<std::string>& blamed() const { return blamed_; }

private:
    std::string name_;
    std::vector<std::string> seen_;
    std::vector<std::string> blamed_;
};

// Each looks only: nothing is made, nothing opened for writing.
Question ask_models(const Context& context,
                    const platform::Config& config,
                    const Stranger& stranger);
Question ask_schedulers(const Context& context,
                        const platform::Config& config,
                        const Stranger& stranger);
Question ask_databases(const Context& context,
                       const platform::Config& config,
                       const Stranger& stranger);
Question ask_imports(const Context& context);
Question ask_shared(const Context& context, const platform::Config& config);

}  // namespace turbomode::app
