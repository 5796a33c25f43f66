#include "features/members.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace features {

namespace {

constexpr std::string_view kSectorUnknown = "Unknown";

}  // namespace

Members Members::of(const bars::Panel& panel, std::size_t first_session) {
    Members members;
    std::map<std::string_view, std::uint32_t> numbers;
    for (const auto& stock : panel.stocks) {
        members.flags.push_back(std::span{stock.member}.subspan(first_session));
        if (stock.sector.empty() || stock.sector == kSectorUnknown) {
            members.sector.push_back(0);
            continue;
        }
        const auto next = static_cast<std::uint32_t>(numbers.size() + 1);
        members.sector.push_back(numbers.emplace(stock.sector, next).first->second);
    }
    members.sectors = numbers.size() + 1;
    return members;
}

void scatter(Input values,
             std::span<const std::uint32_t> session_of_bar,
             std::size_t first_session,
             Output out) {
    const auto kept = std::ranges::lower_bound(session_of_bar, first_session);
    auto bar = static_cast<std::size_t>(kept - session_of_bar.begin());
    std::size_t session = 0;
    for (; bar < session_of_bar.size(); ++bar) {
        const std::size_t here = session_of_bar[bar] - first_session;
        for (; session < here; ++session) {
            out[session] = kMissing;
        }
        out[session++] = values[bar];
    }
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(session), out.end(), kMissing);
}

}  // namespace features
