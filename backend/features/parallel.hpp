// parallel_for: the same work on every index, shared among threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace features {

// Calls worker(index) once for every index < count. Each thread has its own worker, made by
// `make_worker()`, for its scratch memory. Which thread takes an index is left to chance, so a
// worker's answer must depend on the index alone.
template <typename MakeWorker>
void parallel_for(std::size_t count, unsigned threads, MakeWorker make_worker) {
    std::atomic<std::size_t> next{0};
    const auto run = [&] {
        auto worker = make_worker();
        for (std::size_t index = next++; index < count; index = next++) {
            worker(index);
        }
    };
    std::vector<std::jthread> others;
    for (unsigned other = 1; other < threads; ++other) {
        others.emplace_back(run);
    }
    run();
}  // The jthreads join here.

}  // namespace features
