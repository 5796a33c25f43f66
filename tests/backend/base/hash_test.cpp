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

TEST(Sha256, NamesAFileThatIsNotThere) {
    EXPECT_FALSE(sha256_of_file("/no/such/file").ok());
}

}  // namespace
}  // namespace base
