#include "market_data/app/context.hpp"

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/log.hpp"
#include "base/now.hpp"
#include "market_data/store/store.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;

Result<Settings> Context::settings() const {
    if (!config_file.empty()) {
        return load_settings(config_file, base::MissingFile::IsAnError);
    }
    return load_settings(std::filesystem::path{home} / "market_data.toml",
                         base::MissingFile::MeansDefaults);
}

std::filesystem::path Context::at(const std::string& path) const {
    return std::filesystem::path{home} / path;
}

Result<std::filesystem::path> Context::database() const {
    TRY_ASSIGN(const auto settings, this->settings());
    return at(settings.paths.market_data_db);
}

Result<Reader> open_reader(const Context& context) {
    TRY_ASSIGN(const auto database, context.database());
    auto reader = Reader::open(database);
    if (reader.ok() || reader.error().code != ErrorCode::Refused) {
        return reader;
    }
    // It may be older: opening it for writing migrates, and refuses whatever is not ours.
    TRY(store::Store::open(database));
    return Reader::open(database);
}

void keep_snapshot(store::Store& store) {
    const auto kept = store.refresh_snapshot();
    if (!kept.ok()) {
        spdlog::warn("no snapshot of the prices, so that reading them takes longer: {}",
                     kept.error().message);
    }
}

void answer(const Context& context,
            const nlohmann::ordered_json& document,
            const std::string& text) {
    if (context.json) {
        // A file's name need not be UTF-8.
        using Handler = nlohmann::ordered_json::error_handler_t;
        fmt::print("{}\n", document.dump(2, ' ', false, Handler::replace));
    } else {
        fmt::print("{}", text);
    }
}

Result<std::optional<base::TradingDate>> parse_optional_date(const std::string& text) {
    if (text.empty()) {
        return std::optional<base::TradingDate>{};
    }
    auto date = base::TradingDate::parse(text);
    if (!date.ok()) {
        return Error{ErrorCode::Usage, date.error().message};
    }
    return std::optional{date.value()};
}

base::TradingDate today_in_new_york() {
    return bars::new_york_date(base::now());
}

}  // namespace market_data::app
