// The built pages, read into memory once. A request is a look-up in a map: no path of a client
// ever reaches the file system.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "turbomode/platform/http/message.hpp"

namespace turbomode::platform::http {

// `bytes` in gzip format, best compression; equal bytes give equal output.
base::Result<std::string> gzip(std::string_view bytes);

class StaticFiles {
public:
    // Reads every file under `folder`. NotFound when there is no such folder, InvalidInput when
    // it holds more than 64 MiB (it is then not the folder that was meant).
    static base::Result<StaticFiles> load(const std::filesystem::path& folder);

    // The file that `request.path` names, or nothing. A path that ends in '/' names the
    // index.html there. 304 when the client has it already; 405 for a POST.
    //
    // ETag: SHA-256 of the content. Under /assets/, where the build puts a hash into each name,
    // clients may keep a file for a year; the others they ask about each time.
    std::optional<Response> find(const Request& request) const;

    std::size_t size() const { return files_.size(); }

private:
    struct File {
        std::string content_type;
        std::string cache_control;
        std::string etag;
        std::string etag_gzip;
        std::shared_ptr<const std::string> content;       // Shared with answers on their way.
        std::shared_ptr<const std::string> content_gzip;  // Null when compression gains nothing.
    };
    static base::Result<File> read(const std::filesystem::path& file, const std::string& path);

    std::map<std::string, File, std::less<>> files_;  // By path from the root: "/a/b.html".
};

}  // namespace turbomode::platform::http
