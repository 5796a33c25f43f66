// The table behind builtin.hpp.
#pragma once

#include <span>
#include <string_view>

namespace market_data::universe {

struct BuiltinMember {
    std::string_view symbol;
    std::string_view name;
    std::string_view sector;
    double cap_usd_billions;  // At most two digits count; 0: not known well enough to say.
};

// By symbol.
std::span<const BuiltinMember> builtin_members();

}  // namespace market_data::universe
