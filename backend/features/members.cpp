#include "features/members.hpp"

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

}  // namespace features
