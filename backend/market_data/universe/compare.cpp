#include "market_data/universe/compare.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "market_data/universe/ascii.hpp"
#include "market_data/universe/renames.hpp"

namespace market_data::universe {

using base::Ticker;
using base::TradingDate;

namespace {

using Kind = DisagreementKind;

// When `ticker` joined or left, if the last change that names it was that.
std::optional<TradingDate> date_of_change(const WikipediaPage& page,
                                          const Ticker& ticker,
                                          bool joined) {
    const PageChange* last = nullptr;
    for (const PageChange& change : page.changes) {
        const bool names_it = change.added == ticker || change.removed == ticker;
        if (names_it && (last == nullptr || change.date > last->date)) {
            last = &change;
        }
    }
    if (last == nullptr || (joined ? last->added : last->removed) != ticker) {
        return std::nullopt;
    }
    return last->date;
}

// The ticker and the day that the table of renames knows for `old_ticker` until today.
std::optional<std::pair<Ticker, TradingDate>> known_rename(const Ticker& old_ticker,
                                                           TradingDate today) {
    std::optional<std::pair<Ticker, TradingDate>> found;
    for (const Rename& rename : renames()) {
        if (rename.from == old_ticker.text() && rename.first <= today) {
            found.emplace(current_ticker(old_ticker, rename.first.plus_days(-1)), rename.first);
        }
    }
    return found;
}

class Comparison {
public:
    Comparison(std::span<const Member> known, const WikipediaPage& page, TradingDate today)
        : page_(page), today_(today) {
        for (const Member& member : known) {
            left_.emplace(member.ticker, &member);
        }
        for (const PageMember& member : page.members) {
            if (const auto stored = left_.find(member.ticker); stored != left_.end()) {
                compare_member(*stored->second, member);
                left_.erase(stored);
            } else {
                joined_.emplace(member.ticker, &member);
            }
        }
    }

    std::vector<Disagreement> finish() && {
        match_renames();
        for (const auto& [ticker, member] : joined_) {
            const auto date = date_of_change(page_, ticker, true).value_or(today_);
            add({.kind = Kind::Joined,
                 .ticker = ticker,
                 .date = date,
                 .listed = member->name,
                 .text =
                     fmt::format("{} {} joined on {}", ticker.text(), member->name, date.text())});
        }
        for (const auto& [ticker, member] : left_) {
            const auto date = date_of_change(page_, ticker, false).value_or(today_);
            add({.kind = Kind::Left,
                 .ticker = ticker,
                 .date = date,
                 .stored = member->name,
                 .text =
                     fmt::format("{} {} left on {}", ticker.text(), member->name, date.text())});
        }
        check_page();
        std::ranges::stable_sort(found_, [](const Disagreement& a, const Disagreement& b) {
            return std::tie(a.kind, a.ticker) < std::tie(b.kind, b.ticker);
        });
        return std::move(found_);
    }

private:
    void add(Disagreement disagreement) { found_.push_back(std::move(disagreement)); }

    void compare_member(const Member& stored, const PageMember& listed) {
        if (!listed.sector.empty() && listed.sector != stored.sector) {
            add({.kind = Kind::SectorChanged,
                 .ticker = listed.ticker,
                 .stored = stored.sector,
                 .listed = listed.sector,
                 .text = fmt::format("{} sector '{}' is '{}' on the page",
                                     listed.ticker.text(),
                                     stored.sector,
                                     listed.sector)});
        }
        if (!listed.name.empty() && company_key(listed.name) != company_key(stored.name)) {
            add({.kind = Kind::NameChanged,
                 .ticker = listed.ticker,
                 .stored = stored.name,
                 .listed = listed.name,
                 .text = fmt::format("{} name '{}' is '{}' on the page",
                                     listed.ticker.text(),
                                     stored.name,
                                     listed.name)});
        }
    }

    // The one who joined that `old_member` became, and since when.
    std::optional<std::pair<Ticker, TradingDate>> renamed_to(const Member& old_member) const {
        auto known = known_rename(old_member.ticker, today_);
        if (known && joined_.contains(known->first)) {
            return known;
        }
        // Where the page tells of an exit it was none of name only.
        const std::string key = company_key(old_member.name);
        if (key.empty() || date_of_change(page_, old_member.ticker, false)) {
            return std::nullopt;
        }
        const auto same = std::ranges::find_if(
            joined_, [&](const auto& entry) { return company_key(entry.second->name) == key; });
        if (same == joined_.end()) {
            return std::nullopt;
        }
        return std::pair{same->first, today_};
    }

    void match_renames() {
        for (auto old = left_.begin(); old != left_.end();) {
            const auto now = renamed_to(*old->second);
            if (!now) {
                ++old;
                continue;
            }
            const auto& [ticker, date] = *now;
            const PageMember& listed = *joined_.at(ticker);
            add({.kind = Kind::Renamed,
                 .ticker = ticker,
                 .old_ticker = old->first,
                 .date = date,
                 .stored = old->second->name,
                 .listed = listed.name,
                 .text = fmt::format("{} {} seems to be {} {} since {}",
                                     old->first.text(),
                                     old->second->name,
                                     ticker.text(),
                                     listed.name,
                                     date.text())});
            joined_.erase(ticker);
            old = left_.erase(old);
        }
    }

    void check_page() {
        for (const PageFault& fault : page_.faults) {
            if (fault.in_members) {
                add({.kind = Kind::Unreadable, .text = fault.text});
            }
        }
        const std::size_t count = page_.members.size();
        if (count < kMembersMin || count > kMembersMax) {
            add({.kind = Kind::MemberCount,
                 .text = fmt::format(
                     "the page has {} members, not {} to {}", count, kMembersMin, kMembersMax)});
        }
    }

    const WikipediaPage& page_;
    TradingDate today_;
    std::map<Ticker, const Member*> left_;        // In the store and not on the page.
    std::map<Ticker, const PageMember*> joined_;  // On the page and not in the store.
    std::vector<Disagreement> found_;
};

}  // namespace

std::string_view name_of(DisagreementKind kind) {
    switch (kind) {
        case Kind::Joined:
            return "joined";
        case Kind::Left:
            return "left";
        case Kind::Renamed:
            return "renamed";
        case Kind::SectorChanged:
            return "sector_changed";
        case Kind::NameChanged:
            return "name_changed";
        case Kind::Unreadable:
            return "unreadable";
        case Kind::MemberCount:
            return "member_count";
    }
    return "unknown";
}

std::vector<Disagreement> compare(std::span<const Member> known,
                                  const WikipediaPage& page,
                                  TradingDate today) {
    return Comparison(known, page, today).finish();
}

bool page_is_whole(std::span<const Disagreement> disagreements) {
    return std::ranges::none_of(disagreements, [](const Disagreement& disagreement) {
        return disagreement.kind == Kind::Unreadable || disagreement.kind == Kind::MemberCount;
    });
}

}  // namespace market_data::universe
