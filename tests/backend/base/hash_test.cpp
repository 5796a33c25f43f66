#include "base/hash.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

// FIPS 180-2, appendix B.1: the digest of "abc".
TEST(Sha256, MatchesThePublishedDigestOfAbc) {
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, GivesTheSameDigestInPieces) {
    Sha256 hash;
    hash.update("a");
    hash.update("bc");
    EXPECT_EQ(hash.hex(), sha256_hex("abc"));
}

// Python's hashlib.blake2b(b"abc", digest_size=32).
TEST(Blake2b, MatchesAnotherImplementation) {
    EXPECT_EQ(blake2b_hex(""), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    EXPECT_EQ(blake2b_hex("abc"),
              "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(Sha256, NamesAFileThatIsNotThere) {
    EXPECT_FALSE(sha256_of_file("/no/such/file").ok());
}

}  // namespace
}  // namespace base
