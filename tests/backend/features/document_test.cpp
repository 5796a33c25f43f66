// docs/features.md is generated: with TURBOMODE_UPDATE_DOCS in the environment this test writes it,
// without it compares.
#include "features/document.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "features/schema.hpp"

namespace features {
namespace {

TEST(Document, IsThePageInDocs) {
    const auto page = schema_markdown();
    if (std::getenv("TURBOMODE_UPDATE_DOCS") != nullptr) {
        ASSERT_TRUE(base::write_file_atomically(FEATURES_DOCUMENT, page).ok());
    }
    const auto written = base::read_file(FEATURES_DOCUMENT);
    ASSERT_TRUE(written.ok()) << written.error().message;
    EXPECT_TRUE(written.value() == page)
        << "run features_tests --gtest_filter=Document.* with TURBOMODE_UPDATE_DOCS=1";
}

TEST(Document, HasARowForEveryFeature) {
    const auto page = schema_markdown();
    for (const auto& feature : schema()) {
        EXPECT_NE(page.find("| `" + std::string{feature.name} + "`"), std::string::npos)
            << feature.name;
    }
}

}  // namespace
}  // namespace features
