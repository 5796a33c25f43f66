#include "turbomode/backtest/scored_nights.hpp"

#include <cstring>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "turbomode/models/gate.hpp"

namespace turbomode::backtest {

using base::Error;
using base::ErrorCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

// Of the file: a line of JSON, then the nights, then a SHA-256 of all before it in hexadecimal.
constexpr std::size_t kDigestLength = 64;
constexpr const char* kFormat = "turbomode scored nights 1";

class Writer {
public:
    template <typename Value>
    void put(const Value& value) {
        static_assert(std::is_arithmetic_v<Value>);
        const std::size_t size = bytes_.size();
        bytes_.resize(size + sizeof value);
        std::memcpy(bytes_.data() + size, &value, sizeof value);
    }
    void put_text(std::string_view text) {
        put(static_cast<std::uint32_t>(text.size()));
        bytes_ += text;
    }
    std::string& bytes() { return bytes_; }

private:
    std::string bytes_;
};

// Past the end there is nothing: is_sound() then says no.
class Cursor {
public:
    explicit Cursor(std::string_view bytes) : bytes_(bytes) {}

    template <typename Value>
    Value get() {
        Value value{};
        if (bytes_.size() < sizeof value) {
            is_sound_ = false;
            bytes_ = {};
            return value;
        }
        std::memcpy(&value, bytes_.data(), sizeof value);
        bytes_.remove_prefix(sizeof value);
        return value;
    }
    std::string get_text() {
        const auto size = std::min<std::size_t>(get<std::uint32_t>(), bytes_.size());
        std::string text{bytes_.substr(0, size)};
        bytes_.remove_prefix(size);
        return text;
    }
    bool is_sound() const { return is_sound_; }
    bool is_at_end() const { return bytes_.empty(); }

private:
    std::string_view bytes_;
    bool is_sound_ = true;
};

void put_night(const ScoredNight& night, Writer& writer) {
    writer.put(static_cast<std::int32_t>(night.session.days_since_1970()));
    writer.put_text(night.objection);
    writer.put(static_cast<std::uint8_t>(night.is_incomplete));
    writer.put(static_cast<std::uint32_t>(night.stocks.size()));
    for (const auto& stock : night.stocks) {
        writer.put(stock.stock);
        writer.put(static_cast<std::uint8_t>(stock.tier));
        writer.put(static_cast<std::uint8_t>(stock.is_familiar));
        writer.put(stock.close_usd);
        for (const auto& side : stock.sides) {
            writer.put(side.confidence);
            writer.put(side.base_rate);
            writer.put(side.expected_return);
        }
    }
    for (const float score : night.rival_scores) {
        writer.put(score);
    }
}

ScoredNight night_from(Cursor& cursor, std::size_t rivals) {
    ScoredNight night{.session = base::TradingDate::from_days(cursor.get<std::int32_t>()),
                      .stocks = {},
                      .rival_scores = {},
                      .objection = {},
                      .is_incomplete = false};
    night.objection = cursor.get_text();
    night.is_incomplete = cursor.get<std::uint8_t>() != 0;
    const auto rows = cursor.get<std::uint32_t>();
    for (std::uint32_t row = 0; row < rows && cursor.is_sound(); ++row) {
        ScoredStock stock{};
        stock.stock = cursor.get<std::uint32_t>();
        stock.tier = static_cast<signals::Tier>(cursor.get<std::uint8_t>());
        stock.is_familiar = cursor.get<std::uint8_t>() != 0;
        stock.close_usd = cursor.get<double>();
        for (auto& side : stock.sides) {
            side.confidence = cursor.get<double>();
            side.base_rate = cursor.get<double>();
            side.expected_return = cursor.get<double>();
        }
        night.stocks.push_back(stock);
    }
    for (std::size_t i = 0; i < 2 * rivals * night.stocks.size() && cursor.is_sound(); ++i) {
        night.rival_scores.push_back(cursor.get<float>());
    }
    return night;
}

Result<ScoredNights> parsed(const ordered_json& header, std::string_view bytes) {
    ScoredNights scored;
    for (const auto& stock : header.at("stocks")) {
        TRY_ASSIGN(auto ticker, base::Ticker::from(stock.at(0).get<std::string>()));
        scored.stocks.push_back({.ticker = std::move(ticker), .sector = stock.at(1)});
    }
    scored.rivals = header.at("rivals").get<std::vector<std::string>>();
    Cursor cursor(bytes);
    const auto nights = header.at("nights").get<std::size_t>();
    while (scored.nights.size() < nights && cursor.is_sound()) {
        scored.nights.push_back(night_from(cursor, scored.rivals.size()));
    }
    if (!cursor.is_sound() || !cursor.is_at_end()) {
        return Error{ErrorCode::Corruption, "its length is not that of its nights"};
    }
    return scored;
}

}  // namespace

Result<void> save(const std::filesystem::path& path,
                  const std::string& key,
                  const ScoredNights& scored) {
    ordered_json stocks = ordered_json::array();
    for (const auto& stock : scored.stocks) {
        stocks.push_back({stock.ticker.text(), stock.sector});
    }
    const ordered_json header{{"format", kFormat},
                              {"key", key},
                              {"rivals", scored.rivals},
                              {"stocks", stocks},
                              {"nights", scored.nights.size()}};
    Writer writer;
    writer.bytes() = header.dump() + "\n";
    for (const auto& night : scored.nights) {
        put_night(night, writer);
    }
    writer.bytes() += base::sha256_hex(writer.bytes());
    return base::write_file_atomically(path, writer.bytes());
}

Result<ScoredNights> load(const std::filesystem::path& path, const std::string& key) {
    TRY_ASSIGN(const auto text, base::read_file(path));
    const auto damaged = [&](const std::string& why) {
        return Error{ErrorCode::Corruption,
                     fmt::format("{}: {}; delete it, it is made anew", path.string(), why)};
    };
    const std::string_view all = text;
    const auto line = all.find('\n');
    if (line == std::string_view::npos || all.size() < line + 1 + kDigestLength) {
        return damaged("no scored nights");
    }
    const auto body = all.substr(0, all.size() - kDigestLength);
    const auto header = ordered_json::parse(all.substr(0, line), nullptr, false);
    if (header.is_discarded() || header.value("format", "") != kFormat) {
        return damaged("no scored nights of this build");
    }
    if (header.value("key", "") != key) {
        return Error{ErrorCode::Refused, fmt::format("{}: of another walk", path.string())};
    }
    if (base::sha256_hex(body) != all.substr(body.size())) {
        return damaged("its bytes changed");
    }
    auto scored = parsed(header, body.substr(line + 1));
    return scored.ok() ? std::move(scored) : Result<ScoredNights>{damaged(scored.error().message)};
}

NightScorer::NightScorer(Sources sources) : sources_(std::move(sources)) {
    for (const auto& stock : sources_.panel.stocks) {
        scored_.stocks.push_back({.ticker = stock.ticker, .sector = stock.sector});
    }
}

void NightScorer::add(const PredictedNight& night) {
    CHECK(night.model != nullptr);
    const std::size_t side = night.side == models::Side::Buy ? 0 : 1;
    predictions_[side] = night.prediction;
    rivals_[side] = night.rivals;
    if (side == 1) {
        finish(night);
    }
}

void NightScorer::finish(const PredictedNight& predicted) {
    const auto& night = predicted.night;
    const auto session = sources_.panel.sessions[night.session];
    const auto& model = *predicted.model;
    std::vector<float> values;
    for (const auto stock : night.stocks) {
        for (std::size_t f = 0; f < sources_.matrix.feature_count(); ++f) {
            values.push_back(sources_.matrix.value(f, stock, night.session));
        }
    }
    const auto likeness = models::likeness_of(model.familiarity, predicted.inputs, values);
    const auto tiers = tiers_on(night.session);
    ScoredNight scored{.session = session, .stocks = {}, .rival_scores = {}, .objection = {}};
    for (std::size_t row = 0; row < night.stocks.size(); ++row) {
        const auto& stock = sources_.panel.stocks[night.stocks[row]];
        const auto bar = stock.series.index_of(session);
        CHECK(bar.has_value());
        scored.stocks.push_back(
            {.stock = night.stocks[row],
             .tier = tiers.tiers.at(stock.ticker),
             .is_familiar = likeness[row].is_familiar(),
             .close_usd = stock.series.close_usd()[*bar],
             .sides = {predictions_[0].stocks[row], predictions_[1].stocks[row]}});
    }
    scored.objection = coverage_objection(night.session);
    scored.is_incomplete = !scored.objection.empty();
    if (!scored.is_incomplete) {
        scored.objection = fmt::format(
            "{}", fmt::join(models::night_objections(predictions_, likeness, model.norms), "; "));
    }
    scored_.rivals.clear();
    for (std::size_t rival = 0; rival < rivals_[0].size(); ++rival) {
        scored_.rivals.emplace_back(rivals_[0][rival].name);
        for (const auto& side : rivals_) {
            for (const double score : side[rival].scores) {
                scored.rival_scores.push_back(static_cast<float>(score));
            }
        }
    }
    scored_.nights.push_back(std::move(scored));
}

std::string NightScorer::coverage_objection(std::size_t session) const {
    std::size_t members = 0;
    std::size_t fresh = 0;
    for (const auto& stock : sources_.panel.stocks) {
        if (stock.member[session] != 0) {
            ++members;
            fresh += stock.series.index_of(sources_.panel.sessions[session]) ? 1U : 0U;
        }
    }
    const bool is_enough =
        static_cast<double>(fresh) >= sources_.coverage_min * static_cast<double>(members);
    return is_enough ? "" : fmt::format("{} of {} members with prices have a bar", fresh, members);
}

signals::Tiering NightScorer::tiers_on(std::size_t session) const {
    std::vector<signals::StockSize> sizes;
    const auto date = sources_.panel.sessions[session];
    for (const auto& stock : sources_.panel.stocks) {
        if (stock.member[session] != 0) {
            sizes.push_back({.ticker = stock.ticker,
                             .market_cap_usd = sources_.cap_usd_on(stock.ticker, date),
                             .median_dollar_volume_usd =
                                 signals::median_dollar_volume_usd(stock.series, date)});
        }
    }
    return signals::assign_tiers(sizes, sources_.tier_limits);
}

}  // namespace turbomode::backtest
