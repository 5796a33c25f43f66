#include "turbomode/app/walks.hpp"

#include <map>

#include <fmt/format.h>

#include "base/hash.hpp"

namespace turbomode::app {

using base::Result;

namespace {

// How many stocks of a night there are for each that a study's models learn from.
constexpr std::size_t kStudyStride = 15;

backtest::Refit refit_of(const std::string& name) {
    static const std::map<std::string, backtest::Refit> kRefits{
        {"never", backtest::Refit::Never},
        {"yearly", backtest::Refit::Yearly},
        {"quarterly", backtest::Refit::Quarterly},
        {"monthly", backtest::Refit::Monthly},
        {"fortnightly", backtest::Refit::Fortnightly},
        {"weekly", backtest::Refit::Weekly}};
    return kRefits.at(name);
}

Result<std::filesystem::path> kept_folder(const WalkNames& names,
                                          base::TradingDate from,
                                          const std::filesystem::path& folder,
                                          const models::ModelOrigin& origin) {
    TRY_ASSIGN(const auto program, base::sha256_of_file("/proc/self/exe"));
    const auto key = base::sha256_hex(fmt::format("{} {} {} {} {} {} {}",
                                                  program,
                                                  origin.data_hash,
                                                  origin.config_hash,
                                                  origin.seed,
                                                  names.profile,
                                                  names.refit,
                                                  from.text()));
    return folder / "models" / key.substr(0, 16);
}

}  // namespace

void add_walk_options(CLI::App& command, WalkNames& names) {
    command.add_option("--refit", names.refit, "How often a new model takes over")
        ->check(CLI::IsMember({"never", "yearly", "quarterly", "monthly", "fortnightly", "weekly"}))
        ->capture_default_str();
    command
        .add_option(
            "--profile",
            names.profile,
            "full: each model is fitted as train does; fast: calibrated on what the models "
            "before it predicted, one fit a refit instead of five; study: likewise, and on a fifth "
            "of the samples, for hundreds of refits")
        ->check(CLI::IsMember({"full", "fast", "study"}))
        ->capture_default_str();
}

Result<backtest::WalkForwardOptions> walk_options(const platform::Config& config,
                                                  const WalkNames& names,
                                                  base::TradingDate from,
                                                  base::TradingDate to,
                                                  const std::filesystem::path& folder,
                                                  const models::ModelOrigin& origin) {
    TRY_ASSIGN(auto kept, kept_folder(names, from, folder, origin));
    return backtest::WalkForwardOptions{
        .from = from,
        .to = to,
        .refit = refit_of(names.refit),
        .is_fast = names.profile != "full",
        .training = {.seed = static_cast<std::uint64_t>(config.models.seed),
                     .threads = static_cast<unsigned>(config.models.threads),
                     .sessions_max = static_cast<std::size_t>(config.models.history_years_max *
                                                              kSessionsPerYear),
                     .stride = names.profile == "study" ? kStudyStride : models::kStride},
        .kept = backtest::KeptModels{.folder = std::move(kept), .origin = origin}};
}

}  // namespace turbomode::app
