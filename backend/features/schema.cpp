#include "features/schema.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/check.hpp"
#include "base/hash.hpp"
#include "features/calendar/calendar.hpp"
#include "features/catalog.hpp"
#include "features/cross_section/cross_section.hpp"
#include "features/frame/frame.hpp"
#include "features/liquidity/liquidity.hpp"
#include "features/market/beta.hpp"
#include "features/market/market.hpp"
#include "features/market/sector.hpp"
#include "features/momentum/momentum.hpp"
#include "features/pattern/pattern.hpp"
#include "features/statistics/statistics.hpp"
#include "features/structure/structure.hpp"
#include "features/trend/trend.hpp"
#include "features/volatility/volatility.hpp"
#include "features/volume/volume.hpp"

namespace features {

namespace {

struct Catalog {
    std::vector<Feature> features;
    Blocks blocks;
};

template <typename Rows>
void append(std::vector<Feature>& features, const Rows& rows) {
    for (const auto& row : rows) {
        features.push_back(row.feature);
    }
}

Catalog make_catalog() {
    Catalog catalog;
    auto& features = catalog.features;
    append(features, own_features());
    catalog.blocks.market = features.size();
    append(features, market::table());
    catalog.blocks.calendar = features.size();
    append(features, calendar::table());
    catalog.blocks.sector = features.size();
    append(features, market::sector_table());
    catalog.blocks.beta = features.size();
    append(features, market::beta_table());
    catalog.blocks.cross_section = features.size();
    append(features, cross_section::table(features));
    return catalog;
}

const Catalog& catalog() {
    static const Catalog kCatalog = make_catalog();
    return kCatalog;
}

}  // namespace

std::span<const StockFeature> own_features() {
    static const std::vector<StockFeature> kOwn = [] {
        std::vector<StockFeature> own;
        for (const auto table : {momentum::table(),
                                 trend::table(),
                                 volume::table(),
                                 volatility::table(),
                                 liquidity::table(),
                                 pattern::table(),
                                 statistics::table(),
                                 structure::table(),
                                 frame::table()}) {
            own.insert(own.end(), table.begin(), table.end());
        }
        return own;
    }();
    return kOwn;
}

const Blocks& blocks() {
    return catalog().blocks;
}

std::span<const Feature> schema() {
    return catalog().features;
}

std::string hash_of(std::span<const Feature> features, int version) {
    // A newline ends each field: none contains one, so different schemas are different texts.
    std::string text = std::to_string(version) + '\n';
    for (const auto& feature : features) {
        for (const auto field :
             {feature.name, feature.unit.text, feature.definition, feature.otherwise}) {
            text.append(field).push_back('\n');
        }
        text.append(std::to_string(feature.warmup_sessions)).push_back('\n');
    }
    return base::sha256_hex(text);
}

const std::string& schema_hash() {
    static const std::string kHash = hash_of(schema(), kSchemaVersion);
    return kHash;
}

std::optional<std::size_t> index_of(std::string_view name) {
    const auto features = schema();
    const auto found = std::ranges::find(features, name, &Feature::name);
    if (found == features.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(std::distance(features.begin(), found));
}

int warmup_sessions_max() {
    return std::ranges::max_element(schema(), {}, &Feature::warmup_sessions)->warmup_sessions;
}

std::string_view name_of(Family family) {
    switch (family) {
        case Family::Momentum:
            return "momentum";
        case Family::Trend:
            return "trend";
        case Family::Volume:
            return "volume";
        case Family::Volatility:
            return "volatility";
        case Family::Liquidity:
            return "liquidity";
        case Family::Pattern:
            return "pattern";
        case Family::Statistics:
            return "statistics";
        case Family::Structure:
            return "structure";
        case Family::Frame:
            return "frame";
        case Family::Market:
            return "market";
        case Family::Calendar:
            return "calendar";
        case Family::CrossSection:
            return "cross-section";
    }
    CHECK(false);
}

}  // namespace features
