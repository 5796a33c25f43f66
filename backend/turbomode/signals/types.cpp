#include "turbomode/signals/types.hpp"

#include <array>
#include <span>

#include <fmt/format.h>

namespace turbomode::signals {

namespace {

constexpr std::array kListReasons = {ListReason::TargetHit,
                                     ListReason::StopHit,
                                     ListReason::Expired,
                                     ListReason::Replaced,
                                     ListReason::Flipped,
                                     ListReason::Cancelled,
                                     ListReason::Delisted};
constexpr std::array kSides = {models::Side::Buy, models::Side::Sell};

template <typename T>
base::Result<T> named(std::span<const T> values, std::string_view name, std::string_view what) {
    for (const T value : values) {
        if (name_of(value) == name) {
            return value;
        }
    }
    return base::Error{base::ErrorCode::InvalidInput, fmt::format("'{}' is no {}", name, what)};
}

}  // namespace

std::string_view name_of(Tier tier) {
    switch (tier) {
        case Tier::LargeCap:
            return "large_cap";
        case Tier::MidCap:
            return "mid_cap";
        case Tier::SmallCap:
            return "small_cap";
    }
    return "";
}

std::string_view name_of(ListReason reason) {
    switch (reason) {
        case ListReason::TargetHit:
            return "TARGET_HIT";
        case ListReason::StopHit:
            return "STOP_HIT";
        case ListReason::Expired:
            return "EXPIRED";
        case ListReason::Replaced:
            return "REPLACED";
        case ListReason::Flipped:
            return "FLIPPED";
        case ListReason::Cancelled:
            return "CANCELLED";
        case ListReason::Delisted:
            return "DELISTED";
    }
    return "";
}

ListReason list_reason(models::ExitReason reason) {
    switch (reason) {
        case models::ExitReason::TargetHit:
            return ListReason::TargetHit;
        case models::ExitReason::StopHit:
            return ListReason::StopHit;
        case models::ExitReason::Expired:
            return ListReason::Expired;
        case models::ExitReason::Cancelled:
            return ListReason::Cancelled;
        case models::ExitReason::Delisted:
            return ListReason::Delisted;
    }
    return ListReason::Cancelled;
}

base::Result<Tier> parse_tier(std::string_view name) {
    return named<Tier>(kTiers, name, "market-cap tier");
}

base::Result<ListReason> parse_list_reason(std::string_view name) {
    return named<ListReason>(kListReasons, name, "exit reason");
}

base::Result<models::Side> parse_side(std::string_view name) {
    return named<models::Side>(kSides, name, "signal type");
}

}  // namespace turbomode::signals
