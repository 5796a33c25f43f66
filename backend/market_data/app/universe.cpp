// market_data universe: who belongs to the index when, in which sector, at which size.
#include "market_data/app/universe.hpp"

#include <memory>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "market_data/reader/database.hpp"
#include "market_data/reader/reader.hpp"
#include "market_data/source/csv/universe_files.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;
namespace csv = source::csv;

namespace {

struct UniverseFiles {
    std::string members;
    std::vector<std::string> spells;
    std::string caps;
};

Result<store::Provenance> provenance_of(const std::string& kind, const std::string& file) {
    if (!std::filesystem::is_regular_file(file)) {
        return Error{ErrorCode::Usage, fmt::format("{}: there is no such file", file)};
    }
    TRY_ASSIGN(auto sha256, base::sha256_of_file(file));
    return store::Provenance{.kind = kind,
                             .file = std::filesystem::path{file}.filename().string(),
                             .sha256 = std::move(sha256)};
}

// Everything read before anything is written: a bad file leaves the store as it was.
struct Universe {
    std::vector<store::Profile> profiles;
    store::Provenance members_from;
    std::vector<std::pair<std::vector<store::Spell>, store::Provenance>> spells;
    std::vector<store::Cap> caps;
    store::Provenance caps_from;
};

Result<Universe> read(const UniverseFiles& files) {
    Universe universe;
    if (!files.members.empty()) {
        TRY_ASSIGN(universe.members_from, provenance_of("members", files.members));
        TRY_ASSIGN(const auto members, csv::read_members(files.members));
        for (const auto& member : members) {
            universe.profiles.push_back(
                {.ticker = member.ticker, .name = member.name, .sector = member.sector});
        }
    }
    for (const auto& file : files.spells) {
        TRY_ASSIGN(auto provenance, provenance_of("spells", file));
        TRY_ASSIGN(const auto rows, csv::read_spells(file));
        std::vector<store::Spell> spells;
        for (const auto& spell : rows) {
            spells.push_back({.ticker = spell.ticker, .first = spell.first, .end = spell.end});
        }
        for (const auto& [other, from] : universe.spells) {
            if (from.file == provenance.file) {
                return Error{ErrorCode::Usage,
                             fmt::format("{}: a second --spells file of that name would replace "
                                         "the first; rename one",
                                         file)};
            }
        }
        universe.spells.emplace_back(std::move(spells), std::move(provenance));
    }
    if (!files.caps.empty()) {
        TRY_ASSIGN(universe.caps_from, provenance_of("caps", files.caps));
        TRY_ASSIGN(const auto caps, csv::read_caps(files.caps));
        for (const auto& cap : caps) {
            universe.caps.push_back({.ticker = cap.ticker, .as_of = cap.as_of, .usd = cap.usd});
        }
    }
    return universe;
}

Result<void> import(const Context& context, const UniverseFiles& files) {
    if (files.members.empty() && files.spells.empty() && files.caps.empty()) {
        return Error{ErrorCode::Usage,
                     "universe import: name at least one of --members, --spells, --caps"};
    }
    TRY_ASSIGN(const auto universe, read(files));
    TRY_ASSIGN(auto store, open_real_universe(context));
    std::size_t spell_count = 0;
    if (!universe.profiles.empty()) {
        TRY(store.write_profiles(universe.profiles, universe.members_from));
    }
    for (const auto& [spells, provenance] : universe.spells) {
        TRY(store.write_spells(spells, provenance));
        spell_count += spells.size();
    }
    if (!universe.caps.empty()) {
        TRY(store.write_caps(universe.caps, universe.caps_from));
    }
    answer(context,
           {{"members", universe.profiles.size()},
            {"spells", spell_count},
            {"caps", universe.caps.size()}},
           fmt::format("{} names and sectors, {} membership spells, {} market caps\n",
                       universe.profiles.size(),
                       spell_count,
                       universe.caps.size()));
    return {};
}

Result<void> list(const Context& context, const std::string& on) {
    TRY_ASSIGN(const auto date, parse_optional_date(on));
    const auto day = date.value_or(today_in_new_york());
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(const auto reader, open_reader(context));
    TRY_ASSIGN(const auto members, reader.members_on(day));
    if (members.empty()) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{}: no members on {}; run market_data universe builtin or "
                                 "import --spells",
                                 database.string(),
                                 day.text())};
    }
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    std::string text = "symbol,name,sector,market_cap_usd,market_cap_as_of\n";
    for (const auto& member : members) {
        TRY_ASSIGN(const auto cap, reader.cap_on(member.ticker, day));
        rows.push_back(
            {{"symbol", member.ticker.text()},
             {"name", member.name},
             {"sector", member.sector},
             {"market_cap_usd", cap ? nlohmann::ordered_json(cap->usd) : nullptr},
             {"market_cap_as_of", cap ? nlohmann::ordered_json(cap->as_of.text()) : nullptr}});
        text += fmt::format("{},\"{}\",{},{},{}\n",
                            member.ticker.text(),
                            member.name,
                            member.sector,
                            cap ? fmt::format("{:.0f}", cap->usd) : "",
                            cap ? cap->as_of.text() : "");
    }
    answer(context, {{"on", day.text()}, {"count", members.size()}, {"members", rows}}, text);
    return {};
}

}  // namespace

Result<store::Store> open_real_universe(const Context& context) {
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(auto store, store::Store::open(database));
    TRY_ASSIGN(const auto source, store.setting(std::string{kSettingSource}));
    if (source == kSourceSimulated) {
        return Error{ErrorCode::Refused,
                     fmt::format("{}: holds a simulated market with an index of its own; use "
                                 "another --home",
                                 database.string())};
    }
    return store;
}

void add_universe(CLI::App& program, const Context& context, Command& command) {
    auto* universe = program.add_subcommand("universe", "Index membership, sectors, market caps");
    universe->require_subcommand(1);

    auto files = std::make_shared<UniverseFiles>();
    auto* importing = universe->add_subcommand("import", "Read membership, sectors, caps from CSV");
    importing->add_option("--members", files->members, "symbol,name,gics_sector");
    importing->add_option("--spells",
                          files->spells,
                          "ticker,start_date,end_date, or monthly lists month_start,symbol; may be "
                          "given several times: a name is a member when one of the files says so");
    importing->add_option(
        "--caps", files->caps, "symbol,market_cap,as_of, or a column market_cap_usd_YYYY_MM_DD");
    importing->footer(
        "Example:\n"
        "  market_data universe import --members symbols.csv --spells spells.csv --caps "
        "symbols.csv");
    importing->callback([&context, &command, files] {
        command = [&context, files] {
            return import(context, *files);
        };
    });

    auto on = std::make_shared<std::string>();
    auto* listing = universe->add_subcommand("list", "The members on a date");
    listing->add_option("--on", *on, "YYYY-MM-DD; default today");
    listing->footer("Example:\n  market_data universe list --on 2024-01-02");
    listing->callback([&context, &command, on] {
        command = [&context, on] {
            return list(context, *on);
        };
    });

    add_universe_builtin(*universe, context, command);
    add_universe_update(*universe, context, command);
    add_universe_caps(*universe, context, command);
}

}  // namespace market_data::app
