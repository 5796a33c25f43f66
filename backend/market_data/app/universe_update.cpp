// market_data universe update: what Wikipedia's list says differently from the store, taken over
// only when the user says so.
#include <chrono>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "market_data/app/universe.hpp"
#include "market_data/reader/reader.hpp"
#include "market_data/transport/transport.hpp"
#include "market_data/universe/compare.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;
using universe::Disagreement;
using Kind = universe::DisagreementKind;

namespace {

struct UpdateOptions {
    std::string page;  // A file; empty: asked for over the network.
    std::string base_url = "https://en.wikipedia.org";
    std::string on;
    bool accept = false;
};

// The page over the network.
Result<std::string> fetched_page(const UpdateOptions& options) {
    const auto url = options.base_url + std::string{universe::kWikipediaPath};
    TRY_ASSIGN(auto wire,
               transport::Transport::open({}, [] { return std::chrono::system_clock::now(); }));
    const std::vector<source::VendorRequest> requests{
        {.url = url, .headers = {"Accept: text/html"}, .url_shown = url}};
    Result<std::string> page = Error{ErrorCode::Failed, url + ": no answer"};
    wire.fetch(
        requests,
        [&](transport::Outcome outcome) {
            if (!outcome.fetched.ok()) {
                page = std::move(outcome.fetched).take_error();
            } else if (outcome.fetched.value().status != 200) {
                page = Error{ErrorCode::Failed,
                             fmt::format("{}: answered with status {}; save the page and name it "
                                         "with --page FILE",
                                         url,
                                         outcome.fetched.value().status)};
            } else {
                page = std::move(outcome.fetched).value().body;
            }
        },
        [] { return false; });
    return page;
}

// The bytes of the page.
Result<std::string> page_bytes(const UpdateOptions& options) {
    if (options.page.empty()) {
        return fetched_page(options);
    }
    if (!std::filesystem::is_regular_file(options.page)) {
        return Error{ErrorCode::Usage, fmt::format("{}: there is no such file", options.page)};
    }
    return base::read_file(options.page);
}

Result<std::vector<universe::Member>> stored_members(const Context& context, TradingDate day) {
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(const auto reader, open_reader(context));
    TRY_ASSIGN(const auto members, reader.members_on(day));
    if (members.empty()) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{}: no members on {} to compare with; run market_data universe "
                                 "builtin or import first",
                                 database.string(),
                                 day.text())};
    }
    std::vector<universe::Member> known;
    known.reserve(members.size());
    for (const auto& member : members) {
        known.push_back({.ticker = member.ticker, .name = member.name, .sector = member.sector});
    }
    return known;
}

struct Changes {
    std::vector<store::MembershipChange> membership;
    std::vector<store::Profile> profiles;
};

Changes changes_of(const std::vector<Disagreement>& disagreements,
                   const universe::WikipediaPage& page) {
    std::map<base::Ticker, const universe::PageMember*> listed;
    for (const auto& member : page.members) {
        listed.emplace(member.ticker, &member);
    }
    Changes changes;
    for (const Disagreement& item : disagreements) {
        if (item.kind == Kind::Left || item.kind == Kind::Renamed) {
            changes.membership.push_back({.ticker = item.old_ticker.value_or(*item.ticker),
                                          .date = *item.date,
                                          .joins = false});
        }
        if (item.kind == Kind::Joined || item.kind == Kind::Renamed) {
            changes.membership.push_back(
                {.ticker = *item.ticker, .date = *item.date, .joins = true});
        }
        if (item.kind != Kind::Left) {
            const auto& member = *listed.at(*item.ticker);
            changes.profiles.push_back(
                {.ticker = member.ticker, .name = member.name, .sector = member.sector});
        }
    }
    return changes;
}

nlohmann::ordered_json json_of(const Disagreement& item) {
    const auto text_of = [](const auto& optional) {
        return optional ? nlohmann::ordered_json(optional->text()) : nullptr;
    };
    return {{"kind", universe::name_of(item.kind)},
            {"symbol", text_of(item.ticker)},
            {"old_symbol", text_of(item.old_ticker)},
            {"date", text_of(item.date)},
            {"stored", item.stored},
            {"listed", item.listed},
            {"text", item.text}};
}

void tell(const Context& context,
          const universe::WikipediaPage& page,
          const std::vector<Disagreement>& disagreements,
          std::size_t members_stored,
          bool accepted) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    std::string text = fmt::format("{} members on the page, {} in the store, {} disagreements{}\n",
                                   page.members.size(),
                                   members_stored,
                                   disagreements.size(),
                                   accepted ? ", taken over" : "");
    for (const Disagreement& item : disagreements) {
        rows.push_back(json_of(item));
        text += fmt::format("{}: {}\n", universe::name_of(item.kind), item.text);
    }
    nlohmann::ordered_json passed_over = nlohmann::ordered_json::array();
    for (const auto& fault : page.faults) {
        if (!fault.in_members) {
            passed_over.push_back(fault.text);
            text += fmt::format("passed over: {}\n", fault.text);
        }
    }
    answer(context,
           {{"members_listed", page.members.size()},
            {"members_stored", members_stored},
            {"accepted", accepted},
            {"disagreements", rows},
            {"passed_over", passed_over}},
           text);
}

Error not_taken(const std::vector<Disagreement>& disagreements, bool wanted) {
    const auto* const reason = wanted ? "the page does not look whole, so nothing was written"
                                      : "nothing was written; --accept takes them over";
    return {ErrorCode::Refused,
            fmt::format("universe update: {} disagreements; {}", disagreements.size(), reason)};
}

Result<void> update(const Context& context, const UpdateOptions& options) {
    TRY_ASSIGN(const auto on, parse_optional_date(options.on));
    const auto day = on.value_or(today_in_new_york());
    TRY_ASSIGN(const auto bytes, page_bytes(options));
    TRY_ASSIGN(const auto page, universe::parse_wikipedia(bytes));
    TRY_ASSIGN(const auto known, stored_members(context, day));
    TRY_ASSIGN(auto store, open_real_universe(context));
    const auto disagreements = universe::compare(known, page, day);
    const bool takes = options.accept && universe::page_is_whole(disagreements);
    if (takes && !disagreements.empty()) {
        const store::Provenance provenance{
            .kind = "wikipedia", .file = "wikipedia", .sha256 = base::sha256_hex(bytes)};
        const auto changes = changes_of(disagreements, page);
        TRY(store.write_profiles(changes.profiles, provenance));
        TRY(store.change_membership(changes.membership, provenance));
    }
    tell(context, page, disagreements, known.size(), takes && !disagreements.empty());
    if (!takes && !disagreements.empty()) {
        return not_taken(disagreements, options.accept);
    }
    return {};
}

}  // namespace

void add_universe_update(CLI::App& universe, const Context& context, Command& command) {
    auto options = std::make_shared<UpdateOptions>();
    auto* updating = universe.add_subcommand(
        "update", "Compare the store with Wikipedia's list of members; exit 3 when they disagree");
    updating->add_option("--page", options->page, "The page as a file, saved from the web");
    updating->add_option("--base-url", options->base_url, "Where the page is asked for")
        ->capture_default_str();
    updating->add_option("--on", options->on, "The day the page speaks of; default today");
    updating->add_flag("--accept", options->accept, "Take over what the page says differently");
    updating->footer(
        "Examples:\n"
        "  market_data universe update --page List_of_companies.html\n"
        "  market_data universe update --page List_of_companies.html --accept");
    updating->callback([&context, &command, options] {
        command = [&context, options] {
            return update(context, *options);
        };
    });
}

}  // namespace market_data::app
