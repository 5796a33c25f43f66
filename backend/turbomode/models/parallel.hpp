// parallel_for: the same independent work for many indices, on a few threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace turbomode::models {

// Calls work(0) .. work(count - 1), each once, in no order. REQUIRES: calls do not touch each
// other's data; then the result does not depend on `threads`.
template <typename Work>
void parallel_for(std::size_t count, unsigned threads, const Work& work) {
    std::atomic<std::size_t> next{0};
    const auto drain = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            work(i);
        }
    };
    std::vector<std::jthread> others;
    for (unsigned t = 1; t < std::max(threads, 1U); ++t) {
        others.emplace_back(drain);
    }
    drain();
}

}  // namespace turbomode::models
