#include "ml_automation/web/static_files.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/file.hpp"

namespace ml_automation::web {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kTypes{
    {{".html", "text/html; charset=utf-8"},
     {".css", "text/css; charset=utf-8"},
     {".js", "text/javascript; charset=utf-8"},
     {".svg", "image/svg+xml"}}};

}  // namespace

base::Result<std::map<std::string, Response>> read_static_files(const fs::path& folder) {
    std::map<std::string, Response> files;
    std::error_code error;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error)) {
        for (const auto& [ending, type] : kTypes) {
            if (it->is_regular_file() && it->path().extension() == ending) {
                TRY_ASSIGN(auto bytes, base::read_file(it->path()));
                files[fmt::format("/{}", fs::relative(it->path(), folder).generic_string())] = {
                    .status = 200, .content_type = std::string{type}, .body = std::move(bytes)};
            }
        }
    }
    if (!files.contains("/index.html")) {
        return base::Error{base::ErrorCode::NotFound,
                           fmt::format("{}: the page is not there; run tools/build_pages.sh, or "
                                       "name its folder with --pages",
                                       folder.string())};
    }
    return files;
}

}  // namespace ml_automation::web
