#include "turbomode/models/feature_cache.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/kept_file.hpp"
#include "base/log.hpp"
#include "features/schema.hpp"

namespace turbomode::models {

using base::Result;
using features::Matrix;

namespace {

constexpr std::string_view kFile = "features.bin";

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

// Nothing when there is no such file, or one of something else.
std::optional<Matrix> mapped(const std::filesystem::path& path,
                             const std::string& header,
                             const Shape& shape,
                             const bars::Panel& panel) {
    auto file = base::MappedFile::open(path);
    if (!file || file->bytes().size() != header.size() + shape.bytes() ||
        !file->bytes().starts_with(header)) {
        return std::nullopt;
    }
    // Only read; the matrix has one kind of memory, which may be written.
    auto* const values =
        reinterpret_cast<float*>(const_cast<char*>(file->bytes().data()) + header.size());
    auto owner = std::make_shared<base::MappedFile>(std::move(*file));
    return Matrix{Matrix::Memory{values,
                                 [owner](float* /*values*/) {
                                 }},
                  shape.features,
                  shape.stocks,
                  panel.sessions};
}

Result<void> keep(const std::filesystem::path& path,
                  const std::string& header,
                  const Matrix& matrix) {
    return base::replace_kept_file(path, [&](const base::Sink& sink) -> Result<void> {
        TRY(sink(header));
        std::vector<float> column(Matrix::stride(matrix.session_count()), 0.0F);
        std::string block;
        for (std::size_t feature = 0; feature < matrix.feature_count(); ++feature) {
            block.clear();
            for (std::size_t stock = 0; stock < matrix.stock_count(); ++stock) {
                std::ranges::copy(matrix.column(feature, stock), column.begin());
                block.append(reinterpret_cast<const char*>(column.data()),
                             column.size() * sizeof(float));
            }
            TRY(sink(block));
        }
        return {};
    });
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
