# Every library from outside, with the reason it is here. All come from Debian 12 packages;
# tools/install_dependencies.sh names the packages.

# Text formatting: GCC 12 has no std::format.
find_package(fmt REQUIRED)
# Logging to stderr with levels; formats with the same fmt.
find_package(spdlog REQUIRED)
# Command lines: subcommands, --help, validation of flags.
find_package(CLI11 REQUIRED)
# JSON read and written for manifests, metrics and --json output: convenient, off the hot paths.
find_package(nlohmann_json REQUIRED)
# JSON of vendors, 20 times as fast as the above: 40 years of 500 stocks are 500 MB of it.
find_package(simdjson REQUIRED)
# The configuration file.
find_package(tomlplusplus REQUIRED)
# Prices and signals at rest: one file each, transactions, WAL. The C++ layer is SQLiteCpp.
find_package(SQLite3 REQUIRED)
find_package(SQLiteCpp REQUIRED)
# Linear algebra of the logistic and ridge learners.
find_package(Eigen3 REQUIRED NO_MODULE)
# The wire to the vendors of prices: TLS, HTTP/2, proxies, compression. 7.85 is the first that takes
# the permitted protocols by name; Debian 12 has 7.88. Alerts go out on it too, mail included.
find_package(CURL 7.85 REQUIRED)
# New York time: GCC 12 has no chrono time zones.
find_package(date REQUIRED)
# HTTP server (Beast, Asio). 1.81: its coroutine support is the newest in Debian 12.
find_package(Boost 1.81.0 REQUIRED CONFIG COMPONENTS headers)
find_package(Threads REQUIRED)
# SHA-256 of files, schemas and data.
find_library(SODIUM_LIBRARY sodium REQUIRED)
# A check of big files that costs no more than reading them.
find_library(XXHASH_LIBRARY xxhash REQUIRED)
# .xz, .gz and .zst read through one interface.
find_package(LibArchive REQUIRED)
# Pages compressed once, at start.
find_package(ZLIB REQUIRED)
# Vendors' replies, kept compressed.
find_library(ZSTD_LIBRARY zstd REQUIRED)
# CSV with quoting.
find_library(CSV_LIBRARY csv REQUIRED)
# Wikipedia's list of index members: HTML read the forgiving way a browser does.
find_package(LibXml2 REQUIRED)
# Gradient-boosted trees; its C interface is stable across versions, its C++ one is not.
find_library(XGBOOST_LIBRARY xgboost REQUIRED)
find_path(XGBOOST_INCLUDE_DIR xgboost/c_api.h REQUIRED)

if(BUILD_TESTING)
    find_package(GTest REQUIRED)
    find_package(Python3 REQUIRED COMPONENTS Interpreter)
endif()
if(BUILD_BENCHMARKS)
    find_package(benchmark REQUIRED)
endif()
