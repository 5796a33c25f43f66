// One line that stands for every byte of a feature matrix: two builds of it, by two compilers, must
// print the same (compilers_test.py).
#include <iostream>
#include <string_view>

#include "backend/features/random_panel.hpp"
#include "base/hash.hpp"
#include "features/build.hpp"
#include "features/schema.hpp"

int main() {
    using namespace features;
    const auto panel = random_panel(
        {.stocks = 40, .sessions = 700, .seed = 21, .gaps = true, .all_members = false});
    const auto matrix = build(panel, panel.sessions.back());
    base::Sha256 hash;
    for (std::size_t feature = 0; feature < matrix.feature_count(); ++feature) {
        for (std::size_t stock = 0; stock < matrix.stock_count(); ++stock) {
            const auto column = matrix.column(feature, stock);
            hash.update(std::string_view{reinterpret_cast<const char*>(column.data()),
                                         column.size_bytes()});
        }
    }
    std::cout << schema_hash() << ' ' << hash.hex() << '\n';
}
