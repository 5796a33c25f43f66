#include "market_data/source/vendor_by_name.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "market_data/source/tiingo/tiingo.hpp"
#include "market_data/source/yahoo/yahoo.hpp"

namespace market_data::source {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

Result<void> check_token(const std::string& token) {
    if (token.empty()) {
        return Error{ErrorCode::Usage,
                     "tiingo needs a token: set it in TIINGO_API_TOKEN or in the token file"};
    }
    if (!std::ranges::all_of(token, [](char c) { return c > ' ' && c <= '~'; })) {
        return Error{ErrorCode::Usage,
                     "the token of tiingo holds a blank or something that is not ASCII"};
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Vendor>> vendor_by_name(std::string_view name,
                                               const VendorSettings& settings) {
    const auto url_or = [&](std::string_view own) {
        return settings.base_url.empty() ? own : std::string_view{settings.base_url};
    };
    if (name == "yahoo") {
        return std::unique_ptr<Vendor>{std::make_unique<yahoo::Yahoo>(url_or(yahoo::kBaseUrl))};
    }
    if (name == "tiingo") {
        TRY(check_token(settings.token));
        return std::unique_ptr<Vendor>{
            std::make_unique<tiingo::Tiingo>(settings.token, url_or(tiingo::kBaseUrl))};
    }
    return Error{ErrorCode::Usage, fmt::format("'{}' is no live provider: yahoo or tiingo", name)};
}

}  // namespace market_data::source
