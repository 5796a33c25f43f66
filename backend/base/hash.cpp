#include "base/hash.hpp"

#include <fstream>
#include <sodium.h>
#include <vector>

#include <fmt/format.h>

#include "base/check.hpp"

namespace base {

namespace {

crypto_hash_sha256_state* native(std::array<unsigned char, 128>& state) {
    static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(state));
    return reinterpret_cast<crypto_hash_sha256_state*>(state.data());
}

std::string hex_of(std::span<const unsigned char> bytes) {
    std::string text;
    for (const unsigned char byte : bytes) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

}  // namespace

Sha256::Sha256() {
    crypto_hash_sha256_init(native(state_));
}

void Sha256::update(std::string_view bytes) {
    crypto_hash_sha256_update(
        native(state_), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

void Sha256::update(std::span<const double> values) {
    update(std::string_view{reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

std::string Sha256::hex() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256_final(native(state_), digest.data());
    return hex_of(digest);
}

std::string sha256_hex(std::string_view bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.hex();
}

std::string blake2b_hex(std::string_view bytes) {
    // Lets the library look for the processor's vector instructions; without it, it makes do with
    // code for any processor, which takes three times as long. Quick after the first time.
    CHECK(sodium_init() >= 0);
    std::array<unsigned char, crypto_generichash_BYTES> digest{};
    crypto_generichash(digest.data(),
                       digest.size(),
                       reinterpret_cast<const unsigned char*>(bytes.data()),
                       bytes.size(),
                       nullptr,
                       0);
    return hex_of(digest);
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return Error{ErrorCode::NotFound, fmt::format("{}: cannot be read", path.string())};
    }
    constexpr std::size_t kChunkBytes = std::size_t{1} << 16;
    std::vector<char> chunk(kChunkBytes);
    Sha256 hash;
    while (file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) ||
           file.gcount() > 0) {
        hash.update(std::string_view{chunk.data(), static_cast<std::size_t>(file.gcount())});
    }
    return hash.hex();
}

}  // namespace base
