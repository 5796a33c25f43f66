// NightMemo: what is made from all nights, kept until there is another one.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/result.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::api {

// Any thread may ask; while one makes the value, the others wait for it.
template <typename Value>
class NightMemo {
public:
    // Made by `make` when `shown`, the run that the pages show, is not the one of before. A failure
    // is not kept.
    template <typename Make>
    base::Result<std::shared_ptr<const Value>> of(const std::optional<store::Run>& shown,
                                                  const Make& make) {
        const auto key =
            shown ? fmt::format(
                        "{} {} {}", shown->session.text(), shown->published_at, shown->started_at)
                  : std::string{};
        const std::lock_guard lock(mutex_);
        if (value_ == nullptr || key != key_) {
            TRY_ASSIGN(auto made, make());
            value_ = std::make_shared<const Value>(std::move(made));
            key_ = key;
        }
        return value_;
    }

private:
    std::mutex mutex_;
    std::string key_;
    std::shared_ptr<const Value> value_;
};

}  // namespace turbomode::api
