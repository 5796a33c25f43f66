// SHA-256, the fingerprint of files, schemas and data; and BLAKE2b for a great many bytes: as
// strong, and several times as fast where the processor has no instructions for the other.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

// Hashes a stream of bytes piece by piece.
class Sha256 {
public:
    Sha256();
    void update(std::string_view bytes);
    void update(std::span<const double> values);  // Their bytes as they lie in memory.
    // 64 hexadecimal digits. REQUIRES: called once, last.
    std::string hex();

private:
    alignas(64) std::array<unsigned char, 128> state_{};  // crypto_hash_sha256_state, kept hidden.
};

std::string sha256_hex(std::string_view bytes);
// 64 hexadecimal digits: 32 bytes of BLAKE2b (RFC 7693) without a key.
std::string blake2b_hex(std::string_view bytes);
Result<std::string> sha256_of_file(const std::filesystem::path& path);

}  // namespace base
