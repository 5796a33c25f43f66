#include "base/progress.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

#include <fmt/format.h>

namespace base {

Progress::Progress(std::string label, std::size_t total)
    : label_(std::move(label)),
      total_(total),
      on_terminal_(total > 0 && ::isatty(STDERR_FILENO) == 1) {
    if (const char* file = std::getenv("TURBOMODE_PROGRESS"); file != nullptr && total > 0) {
        file_ = file;
    }
}

Progress::~Progress() {
    if (on_terminal_ && percent_drawn_ >= 0) {
        fmt::print(stderr, "\n");
    }
}

void Progress::at(std::size_t done) {
    if (!on_terminal_ && file_.empty()) {
        return;
    }
    done = std::min(done, total_);
    const auto percent = static_cast<int>(done * 100 / total_);
    if (percent == percent_drawn_) {
        return;
    }
    percent_drawn_ = percent;
    if (on_terminal_) {
        draw(done);
    }
    if (!file_.empty()) {
        // So short a text is there as a whole or not yet; a file that cannot be written harms
        // nothing.
        std::ofstream(file_) << percent << ' ' << label_ << '\n';
    }
}

void Progress::draw(std::size_t done) const {
    constexpr std::size_t kWidth = 40;
    const std::size_t filled = done * kWidth / total_;
    fmt::print(stderr,
               "\r{:<24} [{:#<{}}{:.<{}}] {:3}%",
               label_,
               "",
               filled,
               "",
               kWidth - filled,
               percent_drawn_);
    std::fflush(stderr);
}

}  // namespace base
