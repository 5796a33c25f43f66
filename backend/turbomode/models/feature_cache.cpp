#include "turbomode/models/feature_cache.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/file_lock.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "features/schema.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;
using features::Matrix;

namespace {

constexpr std::string_view kFile = "features.bin";

// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }
    int number() const { return number_; }

private:
    int number_;
};

struct Shape {
    std::size_t features, stocks, sessions;

    std::size_t bytes() const {
        return features * stocks * Matrix::stride(sessions) * sizeof(float);
    }
};

// All that tells one matrix from another, padded so that the values begin on a cache line.
std::string header_of(const bars::Panel& panel, const std::string& data_hash) {
    base::Sha256 days;
    for (const auto session : panel.sessions) {
        days.update(session.text());
    }
    // The program itself stands for how the values are worked out.
    const auto program = base::sha256_of_file("/proc/self/exe");
    std::string header = fmt::format(
        "turbomode features 1\nprogram {}\nschema {}\ndata {}\n"
        "sessions {}\nshape {} {} {}\n",
        program.ok() ? program.value() : "unknown",
        features::schema_hash(),
        data_hash,
        days.hex(),
        features::schema().size(),
        panel.stocks.size(),
        panel.sessions.size());
    header += fmt::format(
        "sessions {} {}\nstocks", panel.sessions.front().text(), panel.sessions.back().text());
    for (const auto& stock : panel.stocks) {
        header += ' ' + stock.ticker.text();
    }
    header += '\n';
    header.resize(
        (header.size() + Matrix::kAlignment - 1) / Matrix::kAlignment * Matrix::kAlignment, '\n');
    return header;
}

// Renaming and removing the file leaves the map as it is; cutting it short in place would not, and
// nobody does. Nothing when there is no such file, or one of something else.
std::optional<Matrix> mapped(const std::filesystem::path& path,
                             const std::string& header,
                             const Shape& shape,
                             const bars::Panel& panel) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    struct stat status {};
    const std::size_t bytes = header.size() + shape.bytes();
    if (file.number() < 0 || ::fstat(file.number(), &status) != 0 ||
        static_cast<std::size_t>(status.st_size) != bytes) {
        return std::nullopt;
    }
    void* const memory = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file.number(), 0);
    if (memory == MAP_FAILED) {
        return std::nullopt;
    }
    if (std::memcmp(memory, header.data(), header.size()) != 0) {
        ::munmap(memory, bytes);
        return std::nullopt;
    }
    auto* const values = reinterpret_cast<float*>(static_cast<char*>(memory) + header.size());
    return Matrix{Matrix::Memory{values,
                                 [memory, bytes](float* /*values*/) {
                                     ::munmap(memory, bytes);
                                 }},
                  shape.features,
                  shape.stocks,
                  panel.sessions};
}

Result<void> write_all(int file, const char* bytes, std::size_t count) {
    while (count > 0) {
        const ssize_t written = ::write(file, bytes, count);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return Error{ErrorCode::Failed, std::strerror(errno)};
        }
        bytes += written;
        count -= static_cast<std::size_t>(written);
    }
    return {};
}

Result<void> write_to(const std::filesystem::path& path,
                      const std::string& header,
                      const Matrix& matrix) {
    const Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (file.number() < 0) {
        return Error{ErrorCode::Failed, std::strerror(errno)};
    }
    TRY(write_all(file.number(), header.data(), header.size()));
    std::vector<float> column(Matrix::stride(matrix.session_count()), 0.0F);
    std::string block;
    for (std::size_t feature = 0; feature < matrix.feature_count(); ++feature) {
        block.clear();
        for (std::size_t stock = 0; stock < matrix.stock_count(); ++stock) {
            std::ranges::copy(matrix.column(feature, stock), column.begin());
            block.append(reinterpret_cast<const char*>(column.data()),
                         column.size() * sizeof(float));
        }
        TRY(write_all(file.number(), block.data(), block.size()));
    }
    if (::fsync(file.number()) != 0) {
        return Error{ErrorCode::Failed, std::strerror(errno)};
    }
    return {};
}

// Written aside and renamed: whoever maps the file sees all of it or the one before. One writes at
// a time, and what a killed one has left is overwritten.
Result<void> keep(const std::filesystem::path& path,
                  const std::string& header,
                  const Matrix& matrix) {
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);
    auto lock_path = path;
    lock_path += ".lock";
    TRY_ASSIGN(const auto lock, base::FileLock::try_lock(lock_path, "features being kept"));
    auto aside = path;
    aside += ".new";
    auto written = write_to(aside, header, matrix);
    if (written.ok()) {
        std::filesystem::rename(aside, path, failed);
        if (failed) {
            written = Error{ErrorCode::Failed, failed.message()};
        }
    }
    if (!written.ok()) {
        std::filesystem::remove(aside, failed);
    }
    return written;
}

}  // namespace

Matrix cached_features(const bars::Panel& panel,
                       const std::string& data_hash,
                       const std::filesystem::path& folder,
                       unsigned threads) {
    CHECK(!panel.sessions.empty());
    const Shape shape{features::schema().size(), panel.stocks.size(), panel.sessions.size()};
    const auto header = header_of(panel, data_hash);
    const auto path = folder / kFile;
    if (auto kept = mapped(path, header, shape, panel)) {
        return std::move(*kept);
    }
    auto matrix =
        features::build(panel, panel.sessions.back(), {.last_sessions = 0, .threads = threads});
    const auto written = keep(path, header, matrix);
    if (!written.ok()) {
        spdlog::warn("the features are not kept for the next time: {}: {}",
                     path.string(),
                     written.error().message);
    }
    return matrix;
}

}  // namespace turbomode::models
