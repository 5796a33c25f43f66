# Writes INPUT as a C++ source OUTPUT that defines turbomode::api::openapi_text(). As numbers:
# a string literal may not be that long.
file(READ ${INPUT} BYTES HEX)
string(REGEX REPLACE "(................................)" "\\1\n" BYTES "${BYTES}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," BYTES "${BYTES}")
file(WRITE ${OUTPUT}
"#include \"turbomode/api/openapi_text.hpp\"

namespace turbomode::api {

namespace {
constexpr char kText[] = {
${BYTES}
};
}  // namespace

std::string_view openapi_text() {
    return {kText, sizeof kText};
}

}  // namespace turbomode::api
")
