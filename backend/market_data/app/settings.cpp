#include "market_data/app/settings.hpp"

#include <array>

namespace market_data::app {

namespace {

using base::DateSetting;
using base::NumberSetting;
using base::TextSetting;
using base::WholeSetting;
using enum base::Affects;

constexpr std::array<std::string_view, 4> kProviders{"yahoo", "tiingo", "csv", "simulated"};
constexpr std::array<std::string_view, 3> kSecondProviders{"", "yahoo", "tiingo"};
constexpr std::array<std::string_view, 3> kPriceMeanings{"raw", "split-adjusted", "adjusted"};

base::Settings update_settings(UpdateSettings& update) {
    return {
        {"update",
         "provider",
         TextSetting{&update.provider, kProviders},
         Results,
         "Where update gets prices; a home with a simulated market always grows that one"},
        {"update",
         "second_provider",
         TextSetting{&update.second_provider, kSecondProviders, true},
         Results,
         "Another vendor whose recent closes are compared; empty for none"},
        {"update",
         "second_difference_max",
         NumberSetting{&update.second_difference_max, 0.0001, 0.5},
         Results,
         "Difference of two vendors' closes, as a fraction, beyond which a bar is held back"},
        {"update",
         "first_date",
         DateSetting{&update.first_date},
         Results,
         "How far back the history of a stock without bars is asked for"},
        {"update",
         "overlap_days",
         WholeSetting{&update.overlap_days, 0, 3650},
         Results,
         "Calendar days asked for again each time, to notice what the vendor has changed"},
        {"update",
         "coverage_min",
         NumberSetting{&update.coverage_min, 0.0, 1.0},
         Results,
         "Part of the stocks that must have a bar of the last session, else update ends with 4"},
        {"update",
         "csv_prices",
         TextSetting{&update.csv_prices, kPriceMeanings},
         Results,
         "What the prices of files in the inbox mean"},
        {"update",
         "keep_replies_days",
         WholeSetting{&update.keep_replies_days, 1, 36500},
         Machine,
         "Days that vendors' replies are kept whole; update forgets older ones"},
    };
}

base::Settings transport_settings(TransportSettings& transport) {
    return {
        {"transport",
         "connections_max",
         WholeSetting{&transport.connections_max, 1, 64},
         Machine,
         "Requests under way at once"},
        {"transport",
         "requests_per_second",
         NumberSetting{&transport.requests_per_second, 0.1, 1000.0},
         Machine,
         "Requests a second on average, retries included; a server on this machine is not spared"},
        {"transport",
         "requests_burst",
         WholeSetting{&transport.requests_burst, 1, 1000},
         Machine,
         "Requests at once after a rest"},
        {"transport",
         "attempts_max",
         WholeSetting{&transport.attempts_max, 1, 20},
         Machine,
         "Attempts at one request before it has failed"},
        {"transport",
         "attempt_seconds_max",
         WholeSetting{&transport.attempt_seconds_max, 1, 3600},
         Machine,
         "Seconds that one attempt may take"},
        {"transport",
         "total_seconds_max",
         WholeSetting{&transport.total_seconds_max, 1, 86'400},
         Machine,
         "Seconds that asking one vendor may take; what is not done by then has failed"},
        {"transport",
         "failures_in_a_row_max",
         WholeSetting{&transport.failures_in_a_row_max, 1, 100'000},
         Machine,
         "Refusals in a row after which the vendor is not asked any more that night"},
    };
}

base::Settings vendors_settings(VendorSettings& vendors) {
    return {
        {"vendors",
         "yahoo_base_url",
         TextSetting{.value = &vendors.yahoo_base_url, .may_be_empty = true},
         Machine,
         "Address of Yahoo's chart service; empty for its own"},
        {"vendors",
         "tiingo_base_url",
         TextSetting{.value = &vendors.tiingo_base_url, .may_be_empty = true},
         Machine,
         "Address of Tiingo; empty for its own"},
        {"vendors",
         "tiingo_token_file",
         TextSetting{.value = &vendors.tiingo_token_file, .may_be_empty = true},
         Machine,
         "File that holds the Tiingo token; else the environment variable TIINGO_API_TOKEN"},
    };
}

base::Settings paths_settings(PathSettings& paths) {
    return {
        {"paths",
         "market_data_db",
         TextSetting{&paths.market_data_db},
         Machine,
         "The database; relative paths start at home"},
        {"paths",
         "inbox",
         TextSetting{&paths.inbox},
         Machine,
         "Folder whose new CSV files update --provider csv imports"},
    };
}

// The one table of all settings.
base::Settings settings_of(Settings& settings) {
    base::Settings all;
    for (const auto& section : {update_settings(settings.update),
                                transport_settings(settings.transport),
                                vendors_settings(settings.vendors),
                                paths_settings(settings.paths)}) {
        all.insert(all.end(), section.begin(), section.end());
    }
    return all;
}

}  // namespace

base::Result<Settings> load_settings(const std::filesystem::path& path,
                                     base::MissingFile if_missing) {
    Settings settings;
    TRY(base::load_settings(path, if_missing, settings_of(settings)));
    return settings;
}

std::string documented_settings(const Settings& settings) {
    Settings shown = settings;  // The table points into something that could be written to.
    Settings defaults;
    return base::documented_settings(
        "Settings of market_data. What is left out keeps the default shown in brackets.",
        settings_of(shown),
        settings_of(defaults));
}

}  // namespace market_data::app
