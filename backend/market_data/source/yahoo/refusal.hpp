// What Yahoo says when it does not say prices.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "market_data/source/vendor.hpp"
#include "market_data/source/yahoo/chart.hpp"

namespace market_data::source::yahoo {

// What the status, a redirect or a consent page means for us; nothing when there are prices to
// look for.
//   300-399        Refused when it leads to the consent pages, else InvalidInput
//   400, 422       NotFound where Yahoo has no data so early, else InvalidInput with its words
//   401, 403       Refused       404  NotFound
//   429            Refused: too many requests
//   500-599        Failed        999  Refused: blocked
//   200, HTML      Refused when it asks for consent
std::optional<base::Error> refusal(const VendorReply& reply);

// What a readable reply with status 200 says instead of prices: its error, or no times.
std::optional<base::Error> refusal(const VendorReply& reply, const Chart& chart);

}  // namespace market_data::source::yahoo
