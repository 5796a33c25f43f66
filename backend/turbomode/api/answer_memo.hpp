// AnswerMemo: answers that stay the same until another night is written, kept as they are sent.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "turbomode/platform/http/message.hpp"
#include "turbomode/platform/http/representation.hpp"

namespace turbomode::api {

// Any thread may ask.
class AnswerMemo {
public:
    // Of what all answers are made: another text whenever it is written to; nothing when that
    // cannot be said.
    using Version = std::function<std::optional<std::string>()>;
    explicit AnswerMemo(Version version) : version_(std::move(version)) {}

    // What `make` answers, made once for each path and query. Other answers than 200 are not kept.
    template <typename Make>
    platform::http::Response of(const platform::http::Request& request, const Make& make) {
        // Before the answer is made: what is written meanwhile makes it old.
        const auto version = version_();
        if (const auto kept = version ? find(request, *version) : std::nullopt) {
            return kept->answer_to(request);
        }
        return keep(request, version, make());
    }

private:
    std::optional<platform::http::Representation> find(const platform::http::Request& request,
                                                       const std::string& version);
    platform::http::Response keep(const platform::http::Request& request,
                                  const std::optional<std::string>& version,
                                  platform::http::Response made);

    Version version_;
    std::mutex mutex_;  // Guards all below.
    std::string kept_version_;
    std::map<std::string, platform::http::Representation> kept_;  // By path and query.
    std::size_t kept_bytes_ = 0;
};

}  // namespace turbomode::api
