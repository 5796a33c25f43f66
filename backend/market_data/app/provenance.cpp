// market_data show, revisions, replies, quarantine release: where a bar comes from, what it was
// before, and the user's word on it.
#include <chrono>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "market_data/app/context.hpp"
#include "market_data/app/screening.hpp"
#include "market_data/source/vendor_by_name.hpp"
#include "market_data/store/origins.hpp"
#include "market_data/store/store.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

struct BarName {
    std::string symbol;
    std::string date;
    bool raw = false;
};

Result<base::Ticker> ticker_of(const std::string& symbol) {
    auto ticker = base::Ticker::from(symbol);
    if (!ticker.ok()) {
        return Error{ErrorCode::Usage, ticker.error().message};
    }
    return ticker;
}

Result<store::Store> open_store(const Context& context) {
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(const auto reader, open_reader(context));  // NotFound instead of a new file.
    return store::Store::open(database);
}

Result<void> show(const Context& context, const BarName& name) {
    TRY_ASSIGN(const auto ticker, ticker_of(name.symbol));
    TRY_ASSIGN(const auto date, parse_optional_date(name.date));
    TRY_ASSIGN(const auto store, open_store(context));
    TRY_ASSIGN(const auto reply, store.reply_of(ticker, *date));
    if (name.raw) {
        fmt::print("{}", reply.body);
        return {};
    }
    const auto received_at = store::rfc3339_utc(reply.received_at);
    answer(context,
           {{"symbol", ticker.text()},
            {"date", date->text()},
            {"vendor", reply.vendor},
            {"url", reply.url},
            {"status", reply.status},
            {"received_at", received_at},
            {"sha256", reply.sha256},
            {"bytes", reply.body.size()}},
           fmt::format("{} {} came from {} at {}\nurl     {}\nstatus  {}\nsha256  {}\nbytes   {}; "
                       "--raw prints them\n",
                       ticker.text(),
                       date->text(),
                       reply.vendor,
                       received_at,
                       reply.url,
                       reply.status,
                       reply.sha256,
                       reply.body.size()));
    return {};
}

Result<void> list_revisions(const Context& context, const std::string& symbol) {
    std::optional<base::Ticker> ticker;
    if (!symbol.empty()) {
        TRY_ASSIGN(ticker, ticker_of(symbol));
    }
    TRY_ASSIGN(const auto reader, open_reader(context));
    TRY_ASSIGN(const auto revisions, reader.revisions(ticker));
    ordered_json rows = ordered_json::array();
    std::string text = "replaced_at,by,symbol,date,open,high,low,close,volume\n";
    for (const auto& revision : revisions) {
        const auto& bar = revision.before;
        rows.push_back({{"replaced_at", revision.replaced_at},
                        {"by", revision.replaced_by},
                        {"symbol", revision.ticker.text()},
                        {"date", bar.date.text()},
                        {"open", bar.open_usd},
                        {"high", bar.high_usd},
                        {"low", bar.low_usd},
                        {"close", bar.close_usd},
                        {"volume", bar.volume_shares}});
        text += fmt::format("{},{},{},{},{:.10g},{:.10g},{:.10g},{:.10g},{:.10g}\n",
                            revision.replaced_at,
                            revision.replaced_by,
                            revision.ticker.text(),
                            bar.date.text(),
                            bar.open_usd,
                            bar.high_usd,
                            bar.low_usd,
                            bar.close_usd,
                            bar.volume_shares);
    }
    answer(context,
           {{"count", revisions.size()}, {"revisions", rows}},
           revisions.empty() ? "no stored bar was ever changed\n" : text);
    return {};
}

Result<void> release(const Context& context, const BarName& name) {
    TRY_ASSIGN(const auto ticker, ticker_of(name.symbol));
    TRY_ASSIGN(const auto date, parse_optional_date(name.date));
    TRY_ASSIGN(auto store, open_store(context));
    TRY(store.release(ticker, *date, std::chrono::system_clock::now()));
    keep_snapshot(store);
    answer(context,
           {{"symbol", ticker.text()}, {"date", date->text()}, {"released", true}},
           fmt::format("{} {} is in the store now, on your word\n", ticker.text(), date->text()));
    return {};
}

Result<void> prune(const Context& context, const std::string& before) {
    TRY_ASSIGN(const auto date, parse_optional_date(before));
    TRY_ASSIGN(auto store, open_store(context));
    TRY_ASSIGN(const auto pruned, store.prune_replies(*date));
    answer(context,
           {{"pruned", pruned}},
           fmt::format("{} replies from before {} forgotten; what they brought stays\n",
                       pruned,
                       date->text()));
    return {};
}

// What update made of the replies when they came, made again: a comparison comes before what it is
// compared with.
class Rederivation {
public:
    Rederivation(const Reader& stored, store::Store& into, double difference_max)
        : stored_(stored), into_(into), difference_max_(difference_max) {}

    Result<void> add(const store::KeptReply& reply) {
        ++replies_;
        // Only parsing is asked of this vendor, which takes neither address nor token.
        TRY_ASSIGN(const auto vendor,
                   source::vendor_by_name(reply.vendor, {.base_url = {}, .token = "none"}));
        auto prices = vendor->parse({.ticker = reply.ticker,
                                     .status = reply.status,
                                     .content_type = {},
                                     .body = reply.body,
                                     .redirect_to = {}},
                                    bars::last_finished_session(reply.received_at));
        if (reply.use == store::ReplyUse::Comparison) {
            compare_with(reply, prices);
        } else if (prices.ok()) {
            return write(std::move(prices).value(), reply);
        }
        return into_.keep_reply(reply.ticker, again(reply));
    }

    std::size_t replies() const { return replies_; }
    const store::PriceCounts& counts() const { return counts_; }

private:
    static constexpr std::chrono::hours kOneNight{6};

    struct Comparison {
        OtherVendor vendor;
        std::chrono::system_clock::time_point received_at;
    };

    static store::PackedReply again(const store::KeptReply& reply) {
        return store::PackedReply{{.vendor = reply.vendor,
                                   .url = reply.url,
                                   .status = reply.status,
                                   .body = reply.body,
                                   .received_at = reply.received_at,
                                   .use = reply.use}};
    }

    void compare_with(const store::KeptReply& reply, const Result<source::StockPrices>& prices) {
        others_.erase(reply.ticker);
        if (prices.ok()) {
            others_.emplace(reply.ticker,
                            Comparison{.vendor = {.name = reply.vendor,
                                                  .closes = closes_of(prices.value()),
                                                  .difference_max = difference_max_},
                                       .received_at = reply.received_at});
        }
    }

    Result<void> write(source::StockPrices prices, const store::KeptReply& reply) {
        auto other = others_.find(reply.ticker);
        if (other != others_.end() && reply.received_at - other->second.received_at > kOneNight) {
            others_.erase(other);  // Its night came to nothing.
            other = others_.end();
        }
        TRY_ASSIGN(const auto update,
                   screened_reply(std::move(prices),
                                  stored_,
                                  reply.vendor,
                                  other != others_.end() ? &other->second.vendor : nullptr));
        others_.erase(reply.ticker);  // Each night asks anew.
        TRY_ASSIGN(const auto counts, into_.write_reply(update, reply.vendor, again(reply)));
        counts_.add(counts);
        return {};
    }

    const Reader& stored_;
    store::Store& into_;
    double difference_max_;
    std::map<base::Ticker, Comparison> others_;
    std::size_t replies_ = 0;
    store::PriceCounts counts_;
};

// What the user vouched for holds in the new store as well.
Result<void> copy_releases(const Reader& from, store::Store& into) {
    TRY_ASSIGN(const auto tickers, from.tickers());
    for (const auto& ticker : tickers) {
        TRY_ASSIGN(const auto released, from.released(ticker));
        for (const auto& bar : released) {
            TRY(into.vouch(ticker, bar));
        }
    }
    return {};
}

Result<void> rederive(const Context& context, const std::string& home) {
    Context other = context;
    other.home = home;
    other.config_file.clear();
    TRY_ASSIGN(const auto store, open_store(context));
    TRY_ASSIGN(const auto database, other.database());
    if (std::filesystem::exists(database)) {
        return Error{ErrorCode::Refused,
                     fmt::format("{}: is there already; name a new folder", database.string())};
    }
    TRY_ASSIGN(auto into, store::Store::open(database));
    TRY_ASSIGN(const auto stored, Reader::open(database));
    TRY_ASSIGN(const auto settings, context.settings());
    TRY_ASSIGN(const auto own_database, context.database());
    TRY_ASSIGN(const auto known, Reader::open(own_database));
    TRY(copy_releases(known, into));
    Rederivation again(stored, into, settings.update.second_difference_max);
    TRY(store.each_reply([&](const store::KeptReply& reply) { return again.add(reply); }));
    keep_snapshot(into);
    const auto& total = again.counts();
    const auto replies = again.replies();
    answer(context,
           {{"replies", replies},
            {"database", database.string()},
            {"bars_new", total.bars_new},
            {"bars_changed", total.bars_changed},
            {"quarantined", total.quarantined}},
           fmt::format("{}: {} bars out of {} kept replies, {} held back\n",
                       database.string(),
                       total.bars_new,
                       replies,
                       total.quarantined));
    if (replies == 0) {
        return Error{ErrorCode::NotEnoughData, "no replies are kept; the new store is empty"};
    }
    return {};
}

void add_replies(CLI::App& program, const Context& context, Command& command) {
    auto* replies = program.add_subcommand("replies", "The vendors' replies that are kept");
    replies->require_subcommand(1);
    auto text = std::make_shared<std::string>();
    auto* pruning = replies->add_subcommand("prune", "Forget old ones; what they brought stays");
    pruning->add_option("--before", *text, "YYYY-MM-DD")->required();
    pruning->callback([&context, &command, text] {
        command = [&context, text] {
            return prune(context, *text);
        };
    });
    auto* deriving =
        replies->add_subcommand("rederive", "Make a new store out of the kept replies alone");
    deriving->add_option("--into", *text, "A new home folder")->required();
    deriving->callback([&context, &command, text] {
        command = [&context, text] {
            return rederive(context, *text);
        };
    });
    replies->footer(
        "Examples:\n  market_data replies prune --before 2025-01-01\n"
        "  market_data replies rederive --into /tmp/again");
}

}  // namespace

void add_provenance(CLI::App& program, const Context& context, Command& command) {
    auto name = std::make_shared<BarName>();
    auto* showing = program.add_subcommand("show", "The vendor's reply that a bar came from");
    showing->add_option("symbol", name->symbol, "Ticker: AAPL, BRK-B")->required();
    showing->add_option("--on", name->date, "YYYY-MM-DD")->required();
    showing->add_flag("--raw", name->raw, "Print the reply as it came");
    showing->footer("Example:\n  market_data show AAPL --on 2025-07-01 --raw");
    showing->callback([&context, &command, name] {
        command = [&context, name] {
            return show(context, *name);
        };
    });

    auto symbol = std::make_shared<std::string>();
    auto* revisions =
        program.add_subcommand("revisions", "Bars that were changed later, as they were before");
    revisions->add_option("symbol", *symbol, "Of this stock only");
    revisions->footer("Example:\n  market_data revisions AAPL");
    revisions->callback([&context, &command, symbol] {
        command = [&context, symbol] {
            return list_revisions(context, *symbol);
        };
    });

    auto* quarantine = program.get_subcommand("quarantine");
    auto* releasing =
        quarantine->add_subcommand("release", "Store a held bar after all, on your word");
    releasing->add_option("symbol", name->symbol, "Ticker")->required();
    releasing->add_option("date", name->date, "YYYY-MM-DD")->required();
    releasing->callback([&context, &command, name] {
        command = [&context, name] {
            return release(context, *name);
        };
    });
    add_replies(program, context, command);
}

}  // namespace market_data::app
