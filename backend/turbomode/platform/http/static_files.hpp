// The built pages, read into memory once. A request is a look-up in a map: no path of a client
// ever reaches the file system.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "turbomode/platform/http/representation.hpp"

namespace turbomode::platform::http {

class StaticFiles {
public:
    // Reads every file under `folder`. NotFound when there is no such folder, InvalidInput when
    // it holds more than 64 MiB (it is then not the folder that was meant).
    static base::Result<StaticFiles> load(const std::filesystem::path& folder);

    // The file that `request.path` names, or nothing. A path that ends in '/' names the
    // index.html there. 304 when the client has it already; 405 for a POST.
    //
    // Under /assets/, where the build puts a hash into each name, clients may keep a file for a
    // year; the others they ask about each time.
    std::optional<Response> find(const Request& request) const;

    std::size_t size() const { return files_.size(); }

private:
    static base::Result<Representation> read(const std::filesystem::path& file,
                                             const std::string& path);

    std::map<std::string, Representation, std::less<>>
        files_;  // By path from the root: "/a/b.html".
};

}  // namespace turbomode::platform::http
