// market_data universe builtin: the index as this build knows it, for a start without files.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/log.hpp"
#include "market_data/app/universe.hpp"
#include "market_data/reader/reader.hpp"
#include "market_data/universe/builtin.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

namespace {

struct BuiltinOptions {
    std::string since;
    bool replace = false;
};

store::Provenance provenance_of(const universe::BuiltinUniverse& builtin) {
    base::Sha256 hash;
    hash.update(builtin.first.text());
    for (const auto& member : builtin.members) {
        hash.update(fmt::format("{},{},{}\n", member.ticker.text(), member.name, member.sector));
    }
    for (const auto& cap : builtin.caps) {
        hash.update(fmt::format("{},{},{}\n", cap.ticker.text(), cap.as_of.text(), cap.usd));
    }
    return {.kind = "builtin", .file = "builtin", .sha256 = hash.hex()};
}

Result<void> write(store::Store& store, const universe::BuiltinUniverse& builtin) {
    const auto provenance = provenance_of(builtin);
    std::vector<store::Profile> profiles;
    std::vector<store::Spell> spells;
    for (const auto& member : builtin.members) {
        profiles.push_back({.ticker = member.ticker, .name = member.name, .sector = member.sector});
        spells.push_back({.ticker = member.ticker, .first = builtin.first, .end = {}});
    }
    std::vector<store::Cap> caps;
    for (const auto& cap : builtin.caps) {
        caps.push_back({.ticker = cap.ticker, .as_of = cap.as_of, .usd = cap.usd});
    }
    TRY(store.write_profiles(profiles, provenance));
    TRY(store.write_caps(caps, provenance));
    return store.write_spells(spells, provenance);  // Last: without members nothing goes on.
}

// Members that are there may know of exits that the list does not; only the user can put them back.
Result<void> refuse_beside_members(const Context& context) {
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(const auto reader, open_reader(context));
    const auto day = std::max(today_in_new_york(), universe::kBuiltinAsOf);
    TRY_ASSIGN(const auto members, reader.members_on(day));
    if (members.empty()) {
        return {};
    }
    return Error{ErrorCode::Refused,
                 fmt::format("{}: holds {} members already; market_data universe update tells what "
                             "changed, --replace writes the list all the same",
                             database.string(),
                             members.size())};
}

Result<void> write_builtin(const Context& context, const BuiltinOptions& options) {
    TRY_ASSIGN(const auto since, parse_optional_date(options.since));
    const auto first = since.value_or(universe::kBuiltinAsOf);
    const auto as_of = universe::kBuiltinAsOf.text();
    if (first > universe::kBuiltinAsOf) {
        return Error{ErrorCode::Usage,
                     fmt::format("--since {}: the list is of {}, and says nothing of later days",
                                 first.text(),
                                 as_of)};
    }
    const auto builtin = universe::builtin_universe(first);
    TRY_ASSIGN(auto store, open_real_universe(context));
    if (!options.replace) {
        TRY(refuse_beside_members(context));
    }
    TRY(write(store, builtin));
    const bool is_biased = first < universe::kBuiltinAsOf;
    answer(context,
           {{"members", builtin.members.size()},
            {"caps", builtin.caps.size()},
            {"as_of", as_of},
            {"caps_as_of", universe::kBuiltinCapsAsOf.text()},
            {"since", first.text()},
            {"survivorship_biased_until",
             is_biased ? nlohmann::ordered_json(as_of) : nlohmann::ordered_json(nullptr)}},
           fmt::format("{} members of {} from {} on, {} rough market caps of {}\n{}",
                       builtin.members.size(),
                       as_of,
                       first.text(),
                       builtin.caps.size(),
                       universe::kBuiltinCapsAsOf.text(),
                       is_biased ? fmt::format("Before {} these are survivors only: results on "
                                               "that time are survivorship-biased.\n",
                                               as_of)
                                 : ""));
    return {};
}

}  // namespace

Result<void> write_builtin_since(const Context& context, TradingDate first) {
    TRY_ASSIGN(auto store, open_real_universe(context));
    const auto builtin = universe::builtin_universe(std::min(first, universe::kBuiltinAsOf));
    spdlog::warn(
        "no members are known: taking the built-in index of {} ({} members); before that "
        "day these are survivors only",
        universe::kBuiltinAsOf.text(),
        builtin.members.size());
    return write(store, builtin);
}

void add_universe_builtin(CLI::App& universe, const Context& context, Command& command) {
    auto options = std::make_shared<BuiltinOptions>();
    auto* builtin = universe.add_subcommand(
        "builtin",
        fmt::format("Write the index as built in: members and sectors of {}, rough market caps",
                    universe::kBuiltinAsOf.text()));
    builtin->add_option("--since",
                        options->since,
                        "Take them for members since YYYY-MM-DD; before the list's day that is "
                        "survivorship-biased [the list's day]");
    builtin->add_flag("--replace", options->replace, "Even where the store holds members");
    builtin->footer("Example:\n  market_data universe builtin --since 2016-01-04");
    builtin->callback([&context, &command, options] {
        command = [&context, options] {
            return write_builtin(context, *options);
        };
    });
}

}  // namespace market_data::app
