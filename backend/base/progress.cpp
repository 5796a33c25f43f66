#include "base/progress.hpp"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

#include <fmt/format.h>

namespace base {

Progress::Progress(std::string label, std::size_t total)
    : label_(std::move(label)),
      total_(total),
      on_terminal_(total > 0 && ::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    if (percent_drawn_ >= 0) {
        fmt::print(stderr, "\n");
    }
}

void Progress::at(std::size_t done) {
    constexpr std::size_t kWidth = 40;
    if (!on_terminal_) {
        return;
    }
    done = std::min(done, total_);
    const auto percent = static_cast<int>(done * 100 / total_);
    if (percent == percent_drawn_) {
        return;
    }
    percent_drawn_ = percent;
    const std::size_t filled = done * kWidth / total_;
    fmt::print(stderr,
               "\r{:<24} [{:#<{}}{:.<{}}] {:3}%",
               label_,
               "",
               filled,
               "",
               kWidth - filled,
               percent);
    std::fflush(stderr);
}

}  // namespace base
