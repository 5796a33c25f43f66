#include "backend/turbomode/api/schema_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace turbomode::api {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

const json kDocument = json::parse(R"({
    "Stock": {"type": "object", "required": ["symbol", "price"],
              "properties": {"symbol": {"type": "string"},
                             "price": {"type": ["number", "null"], "exclusiveMinimum": 0},
                             "side": {"type": "string", "enum": ["BUY", "SELL"]},
                             "on": {"type": "string", "format": "date"},
                             "at": {"type": "string", "format": "date-time"}}},
    "List": {"type": "array", "items": {"$ref": "#/Stock"}},
    "Maybe": {"oneOf": [{"$ref": "#/Stock"}, {"type": "null"}]}
})");

std::vector<std::string> faults(const char* schema, const char* value) {
    return schema_faults(kDocument, kDocument[schema], json::parse(value));
}

TEST(SchemaCheck, AcceptsWhatFits) {
    EXPECT_THAT(faults("Stock", R"({"symbol": "A", "price": 1.5, "side": "BUY",
                                    "on": "2024-03-08", "at": "2024-03-08T23:00:00-05:00"})"),
                IsEmpty());
    EXPECT_THAT(faults("List", R"([{"symbol": "A", "price": null}])"), IsEmpty());
    EXPECT_THAT(faults("Maybe", "null"), IsEmpty());
}

TEST(SchemaCheck, FindsMissingUnknownAndMistypedFields) {
    EXPECT_THAT(faults("List", R"([{"symbol": 3, "extra": 1}])"),
                ElementsAre("$[0].price: missing",
                            "$[0].extra: not in the schema",
                            "$[0].symbol: 3 is not \"string\""));
}

TEST(SchemaCheck, FindsValuesOutsideTheirBounds) {
    EXPECT_THAT(faults("Stock", R"({"symbol": "A", "price": 0, "side": "HOLD",
                                    "on": "2024-02-30", "at": "2024-03-08 23:00"})"),
                testing::SizeIs(4));
}

TEST(SchemaCheck, FindsWhatFitsNoChoice) {
    EXPECT_THAT(faults("Maybe", "{}"), testing::SizeIs(1));
}

}  // namespace
}  // namespace turbomode::api
