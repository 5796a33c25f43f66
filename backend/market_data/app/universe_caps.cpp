// market_data universe caps: market capitalisations from shares outstanding and stored closes.
#include <memory>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "market_data/app/universe.hpp"
#include "market_data/reader/reader.hpp"
#include "market_data/source/csv/universe_files.hpp"
#include "market_data/universe/cap.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;
namespace csv = source::csv;

namespace {

struct Caps {
    std::vector<store::Cap> caps;
    std::vector<csv::MemberShares> left_out;  // No close near the day.
};

Result<Caps> caps_of(const Reader& reader, const std::vector<csv::MemberShares>& rows) {
    Caps result;
    for (const auto& row : rows) {
        const auto series = reader.series(
            row.ticker, row.as_of.plus_days(-universe::kCapCloseAgeDaysMax), row.as_of);
        if (!series.ok() && series.error().code != ErrorCode::NotFound) {
            return series.error();
        }
        const auto usd = series.ok() ? universe::cap_usd(series.value(), row.shares, row.as_of)
                                     : std::optional<double>{};
        if (usd) {
            result.caps.push_back({.ticker = row.ticker, .as_of = row.as_of, .usd = *usd});
        } else {
            result.left_out.push_back(row);
        }
    }
    return result;
}

Result<void> write_caps(const Context& context, const std::string& file) {
    if (!std::filesystem::is_regular_file(file)) {
        return Error{ErrorCode::Usage, fmt::format("{}: there is no such file", file)};
    }
    TRY_ASSIGN(auto sha256, base::sha256_of_file(file));
    TRY_ASSIGN(const auto rows, csv::read_shares(file));
    TRY_ASSIGN(auto store, open_real_universe(context));
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(const auto reader, open_reader(context));
    TRY_ASSIGN(const auto result, caps_of(reader, rows));
    if (result.caps.empty()) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{}: none of {} rows has a close within {} days in {}",
                                 file,
                                 rows.size(),
                                 universe::kCapCloseAgeDaysMax,
                                 database.string())};
    }
    TRY(store.write_caps(result.caps,
                         {.kind = "shares",
                          .file = std::filesystem::path{file}.filename().string(),
                          .sha256 = std::move(sha256)}));
    nlohmann::ordered_json left_out = nlohmann::ordered_json::array();
    std::string text = fmt::format("{} market caps\n", result.caps.size());
    for (const auto& row : result.left_out) {
        left_out.push_back({{"symbol", row.ticker.text()}, {"as_of", row.as_of.text()}});
        text += fmt::format("{} {}: left out, no close within {} days\n",
                            row.ticker.text(),
                            row.as_of.text(),
                            universe::kCapCloseAgeDaysMax);
    }
    answer(context, {{"caps", result.caps.size()}, {"left_out", left_out}}, text);
    return {};
}

}  // namespace

void add_universe_caps(CLI::App& universe, const Context& context, Command& command) {
    auto file = std::make_shared<std::string>();
    auto* caps = universe.add_subcommand(
        "caps", "Market caps from shares outstanding and the raw closes in the store");
    caps->add_option("--shares", *file, "symbol,as_of,shares")->required();
    caps->footer("Example:\n  market_data universe caps --shares shares.csv");
    caps->callback([&context, &command, file] {
        command = [&context, file] {
            return write_caps(context, *file);
        };
    });
}

}  // namespace market_data::app
