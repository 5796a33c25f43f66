#include "turbomode/api/answer_memo.hpp"

#include <fmt/format.h>

namespace turbomode::api {

using platform::http::Representation;
using platform::http::Request;
using platform::http::Response;

namespace {

// All answers that the pages ask for take a few; what somebody else asks for may not grow further.
constexpr std::size_t kBytesMax = std::size_t{64} << 20U;
constexpr int kGzipLevel = 6;

// With lengths, for a value may hold any character.
std::string key_of(const Request& request) {
    std::string key = request.path;
    for (const auto& [name, value] : request.query) {
        key += fmt::format(" {}:{} {}:{}", name.size(), name, value.size(), value);
    }
    return key;
}

}  // namespace

std::optional<Representation> AnswerMemo::find(const Request& request, const std::string& version) {
    const std::lock_guard lock(mutex_);
    if (version != kept_version_) {
        return std::nullopt;
    }
    const auto found = kept_.find(key_of(request));
    return found == kept_.end() ? std::nullopt : std::optional{found->second};
}

Response AnswerMemo::keep(const Request& request,
                          const std::optional<std::string>& version,
                          Response made) {
    if (made.status != 200) {
        return made;
    }
    auto representation = Representation::of(
        std::string{made.body_text()}, made.content_type, "no-cache", kGzipLevel);
    if (!representation.ok()) {
        return made;
    }
    const auto answer = representation.value().answer_to(request);
    if (version) {
        const std::lock_guard lock(mutex_);
        if (*version != kept_version_ || kept_bytes_ + representation.value().bytes() > kBytesMax) {
            kept_.clear();
            kept_bytes_ = 0;
            kept_version_ = *version;
        }
        kept_bytes_ += representation.value().bytes();
        kept_.insert_or_assign(key_of(request), std::move(representation).value());
    }
    return answer;
}

}  // namespace turbomode::api
