#include "market_data/reader/reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>

#include <fmt/format.h>
#include <sqlite3.h>

#include "bars/calendar.hpp"
#include "market_data/reader/database.hpp"
#include "market_data/reader/snapshot.hpp"

namespace market_data {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Ticker;
using base::TradingDate;

namespace {

// One membership: [first, end).
struct Spell {
    std::int64_t symbol_id;
    int first_day;
    int end_day;
};

constexpr int kStillMember = 1'000'000;  // Days since 1970: later than any date of ours.

Ticker stored_ticker(const SQLite::Column& column) {
    auto ticker = Ticker::from(column.getText());
    CHECK(ticker.ok());  // The store writes nothing else.
    return std::move(ticker).value();
}

// The five numbers of a bar whose date is in column 1; nothing where one is missing.
std::optional<bars::BarFields> whole_fields(SQLite::Statement& row, int first_column) {
    std::array<double, 5> numbers{};
    for (int i = 0; i < 5; ++i) {
        if (row.getColumn(first_column + i).isNull()) {
            return std::nullopt;
        }
        numbers[static_cast<std::size_t>(i)] = row.getColumn(first_column + i).getDouble();
    }
    return bars::BarFields{.date = TradingDate::from_days(row.getColumn(1).getInt()),
                           .open_usd = numbers[0],
                           .high_usd = numbers[1],
                           .low_usd = numbers[2],
                           .close_usd = numbers[3],
                           .volume_shares = numbers[4]};
}

Error not_as_written(const std::filesystem::path& path,
                     std::string_view table,
                     std::int64_t symbol_id,
                     std::string_view what) {
    return Error{
        ErrorCode::Corruption,
        fmt::format("{}: table {}, symbol_id {}: {}", path.string(), table, symbol_id, what)};
}

}  // namespace

bool Summary::simulated() const {
    return source == kSourceSimulated;
}

// The bars and actions of one stock between two days, as they are now.
constexpr const char* kBarsNow =
    "SELECT date, open, high, low, close, volume FROM bar "
    "WHERE symbol_id = ?1 AND date BETWEEN ?2 AND ?3 ORDER BY date";
constexpr const char* kActionsNow =
    "SELECT date, dividend, split FROM action "
    "WHERE symbol_id = ?1 AND date BETWEEN ?2 AND ?3 ORDER BY date";
// The same as they were known on the evening of day ?4.
constexpr const char* kBarsKnown =
    "SELECT date, open, high, low, close, volume FROM bar JOIN origin ON origin.id = origin_id "
    "WHERE symbol_id = ?1 AND date BETWEEN ?2 AND ?3 AND known_on <= ?4 UNION ALL "
    "SELECT date, open, high, low, close, volume FROM bar_version "
    "JOIN origin AS came ON came.id = origin_id JOIN origin AS went ON went.id = replaced_by "
    "WHERE symbol_id = ?1 AND date BETWEEN ?2 AND ?3 AND came.known_on <= ?4 AND "
    "went.known_on > ?4 ORDER BY date";
constexpr const char* kActionsKnown =
    "SELECT date, dividend, split FROM action JOIN origin ON origin.id = origin_id "
    "WHERE symbol_id = ?1 AND date BETWEEN ?2 AND ?3 AND known_on <= ?4 UNION ALL "
    "SELECT date, dividend, split FROM action_version "
    "JOIN origin AS came ON came.id = origin_id JOIN origin AS went ON went.id = replaced_by "
    "WHERE symbol_id = ?1 AND date BETWEEN ?2 AND ?3 AND came.known_on <= ?4 AND "
    "went.known_on > ?4 ORDER BY date";

// The two queries behind a series, made ready once for all stocks of a panel.
struct SeriesQueries {
    SeriesQueries(SQLite::Database& database, std::optional<TradingDate> known_on)
        : bars(database, known_on ? kBarsKnown : kBarsNow),
          actions(database, known_on ? kActionsKnown : kActionsNow) {
        if (known_on) {
            bars.bind(4, known_on->days_since_1970());
            actions.bind(4, known_on->days_since_1970());
        }
    }
    void start(std::int64_t symbol_id, TradingDate from, TradingDate to) {
        for (auto* query : {&bars, &actions}) {
            query->reset();
            query->bind(1, symbol_id);
            query->bind(2, from.days_since_1970());
            query->bind(3, to.days_since_1970());
        }
    }

    SQLite::Statement bars;
    SQLite::Statement actions;
};

struct Reader::Implementation {
    std::filesystem::path path;
    std::unique_ptr<SQLite::Database> database;

    std::vector<Spell> spells_between(TradingDate first, TradingDate last);
    // Corruption when the file holds what the store does not write.
    Result<bars::BarSeries> series_of(SeriesQueries& queries,
                                      std::int64_t symbol_id,
                                      TradingDate from,
                                      TradingDate to);
    std::optional<std::int64_t> id_of(const Ticker& ticker);
    std::optional<TradingDate> first_bar();
    std::string setting(std::string_view key);  // Empty when it is not there.
    std::map<std::int64_t, std::vector<Spell>> stocks_of(const PanelRequest& request,
                                                         TradingDate first);
};

std::vector<Spell> Reader::Implementation::spells_between(TradingDate first, TradingDate last) {
    SQLite::Statement query(*database,
                            "SELECT symbol_id, first_date, ifnull(end_date, ?) FROM spell "
                            "WHERE first_date <= ? AND (end_date IS NULL OR end_date > ?) "
                            "ORDER BY symbol_id, first_date");
    query.bind(1, kStillMember);
    query.bind(2, last.days_since_1970());
    query.bind(3, first.days_since_1970());
    std::vector<Spell> spells;
    while (query.executeStep()) {
        spells.push_back({.symbol_id = query.getColumn(0).getInt64(),
                          .first_day = query.getColumn(1).getInt(),
                          .end_day = query.getColumn(2).getInt()});
    }
    return spells;
}

Result<bars::BarSeries> Reader::Implementation::series_of(SeriesQueries& queries,
                                                          std::int64_t symbol_id,
                                                          TradingDate from,
                                                          TradingDate to) {
    bars::BarSeries series;
    queries.start(symbol_id, from, to);
    auto& rows = queries.bars;
    while (rows.executeStep()) {
        const auto bar =
            bars::Bar::from({.date = TradingDate::from_days(rows.getColumn(0).getInt()),
                             .open_usd = rows.getColumn(1).getDouble(),
                             .high_usd = rows.getColumn(2).getDouble(),
                             .low_usd = rows.getColumn(3).getDouble(),
                             .close_usd = rows.getColumn(4).getDouble(),
                             .volume_shares = rows.getColumn(5).getDouble()});
        if (!bar.ok()) {
            return not_as_written(path, "bar", symbol_id, bar.error().message);
        }
        series.append(bar.value());
    }
    auto& actions = queries.actions;
    while (actions.executeStep()) {
        const bars::Action action{.ex_date = TradingDate::from_days(actions.getColumn(0).getInt()),
                                  .dividend_usd = actions.getColumn(1).getDouble(),
                                  .split_ratio = actions.getColumn(2).getDouble()};
        if (!std::isfinite(action.dividend_usd) || action.dividend_usd < 0.0 ||
            !std::isfinite(action.split_ratio) || action.split_ratio <= 0.0) {
            return not_as_written(path,
                                  "action",
                                  symbol_id,
                                  fmt::format("{}: dividend {} split {}",
                                              action.ex_date.text(),
                                              action.dividend_usd,
                                              action.split_ratio));
        }
        series.append(action);
    }
    return series;
}

std::optional<std::int64_t> Reader::Implementation::id_of(const Ticker& ticker) {
    SQLite::Statement query(*database, "SELECT id FROM symbol WHERE ticker = ?");
    query.bind(1, ticker.text());
    if (!query.executeStep()) {
        return std::nullopt;
    }
    return query.getColumn(0).getInt64();
}

std::optional<TradingDate> Reader::Implementation::first_bar() {
    // min() over a table keyed by (symbol, date) would read it all; one probe a symbol does not.
    SQLite::Statement query(*database,
                            "SELECT min((SELECT min(date) FROM bar WHERE symbol_id = symbol.id)) "
                            "FROM symbol");
    query.executeStep();
    if (query.getColumn(0).isNull()) {
        return std::nullopt;
    }
    return TradingDate::from_days(query.getColumn(0).getInt());
}

std::string Reader::Implementation::setting(std::string_view key) {
    SQLite::Statement query(*database, "SELECT value FROM setting WHERE key = ?");
    query.bind(1, std::string{key});
    return query.executeStep() ? query.getColumn(0).getString() : std::string{};
}

std::map<std::int64_t, std::vector<Spell>> Reader::Implementation::stocks_of(
    const PanelRequest& request, TradingDate first) {
    std::map<std::int64_t, std::vector<Spell>> stocks;
    for (const Spell& spell : spells_between(first, request.as_of)) {
        stocks[spell.symbol_id].push_back(spell);
    }
    for (const Ticker& ticker : request.also) {
        if (const auto id = id_of(ticker)) {
            stocks.try_emplace(*id);
        }
    }
    return stocks;
}

Reader::Reader(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::open(const std::filesystem::path& path) {
    TRY_ASSIGN(auto database, base::open_database_read_only(path, kDatabaseKind));
    auto implementation = std::make_unique<Implementation>();
    implementation->path = path;
    implementation->database = std::move(database);
    return Reader{std::move(implementation)};
}

Result<Summary> Reader::summary() const {
    SQLite::Database& database = *implementation_->database;
    return base::guarded(implementation_->path.string(), [&]() -> Result<Summary> {
        const auto count = [&](const char* sql) {
            return static_cast<std::size_t>(database.execAndGet(sql).getInt64());
        };
        Summary summary{
            .source = implementation_->setting(kSettingSource),
            .symbols_with_bars = count("SELECT count(*) FROM symbol WHERE EXISTS (SELECT 1 FROM "
                                       "bar WHERE symbol_id = symbol.id)"),
            .bars = count("SELECT count(*) FROM bar"),
            .actions = count("SELECT count(*) FROM action"),
            .spells = count("SELECT count(*) FROM spell"),
            .quarantined = count("SELECT count(*) FROM quarantine"),
            .first_bar = implementation_->first_bar(),
            .last_bar = std::nullopt};
        const auto last = database.execAndGet(
            "SELECT max((SELECT max(date) FROM bar WHERE symbol_id = symbol.id)) FROM symbol");
        if (!last.isNull()) {
            summary.last_bar = TradingDate::from_days(last.getInt());
        }
        return summary;
    });
}

namespace {

std::vector<std::uint8_t> membership(const std::vector<Spell>& spells,
                                     const std::vector<TradingDate>& sessions) {
    std::vector<std::uint8_t> member(sessions.size(), 0);
    for (const Spell& spell : spells) {
        for (std::size_t i = 0; i < sessions.size(); ++i) {
            const int day = sessions[i].days_since_1970();
            if (day >= spell.first_day && day < spell.end_day) {
                member[i] = 1;
            }
        }
    }
    return member;
}

Error no_bars(const std::filesystem::path& path, TradingDate as_of) {
    return Error{ErrorCode::NotEnoughData,
                 fmt::format("{}: no bars of index members until {}; import prices and a universe "
                             "(market_data import, market_data universe import)",
                             path.string(),
                             as_of.text())};
}

// The last `sessions_max` sessions until `last`, or all since `first`.
std::vector<TradingDate> sessions_of(TradingDate first,
                                     TradingDate last,
                                     std::size_t sessions_max) {
    auto sessions = bars::sessions_between(std::max(first, bars::kCalendarFirst),
                                           std::min(last, bars::kCalendarLast));
    if (sessions_max > 0 && sessions.size() > sessions_max) {
        sessions.erase(sessions.begin(),
                       sessions.end() - static_cast<std::ptrdiff_t>(sessions_max));
    }
    return sessions;
}

}  // namespace

Result<bars::Panel> Reader::panel(const PanelRequest& request) const {
    Implementation& self = *implementation_;
    return base::guarded(self.path.string(), [&]() -> Result<bars::Panel> {
        const SQLite::Transaction one_state(*self.database);
        const auto first_bar = self.first_bar();
        if (!first_bar || *first_bar > request.as_of) {
            return no_bars(self.path, request.as_of);
        }
        bars::Panel panel{.sessions = sessions_of(*first_bar, request.as_of, request.sessions_max),
                          .stocks = {}};
        if (panel.sessions.empty()) {
            return no_bars(self.path, request.as_of);
        }
        SQLite::Statement profile(*self.database, "SELECT ticker, sector FROM symbol WHERE id = ?");
        SeriesQueries queries(*self.database, request.known_on);
        std::optional<Snapshot> snapshot;
        if (!request.known_on && !request.from_rows) {
            snapshot = Snapshot::open(self.path, self.setting(kSettingPricesVersion));
        }
        for (const auto& [id, spells] : self.stocks_of(request, panel.sessions.front())) {
            TRY_ASSIGN(auto series,
                       snapshot
                           ? snapshot->series(id, panel.sessions.front(), request.as_of)
                           : self.series_of(queries, id, panel.sessions.front(), request.as_of));
            if (series.empty()) {
                continue;
            }
            profile.reset();
            profile.bind(1, id);
            profile.executeStep();
            panel.stocks.push_back({.ticker = stored_ticker(profile.getColumn(0)),
                                    .sector = profile.getColumn(1).getString(),
                                    .series = std::move(series),
                                    .member = membership(spells, panel.sessions)});
        }
        if (panel.stocks.empty()) {
            return no_bars(self.path, request.as_of);
        }
        std::ranges::sort(panel.stocks, {}, &bars::PanelStock::ticker);
        return panel;
    });
}

Result<std::string> Reader::each_series(const FirstDay& first_day, const EachSeries& each) const {
    Implementation& self = *implementation_;
    return base::guarded(self.path.string(), [&]() -> Result<std::string> {
        const SQLite::Transaction one_state(*self.database);
        SeriesQueries queries(*self.database, std::nullopt);
        SQLite::Statement ids(*self.database, "SELECT id FROM symbol ORDER BY id");
        while (ids.executeStep()) {
            const auto id = ids.getColumn(0).getInt64();
            TRY_ASSIGN(const auto series,
                       self.series_of(queries, id, first_day(id), bars::kCalendarLast));
            each(id, series);
        }
        return self.setting(kSettingPricesVersion);
    });
}

Result<std::string> Reader::prices_version() const {
    return base::guarded(implementation_->path.string(), [&]() -> Result<std::string> {
        return implementation_->setting(kSettingPricesVersion);
    });
}

Result<std::string> Reader::source() const {
    return base::guarded(implementation_->path.string(), [&]() -> Result<std::string> {
        return implementation_->setting(kSettingSource);
    });
}

Result<std::vector<Ticker>> Reader::tickers() const {
    Implementation& self = *implementation_;
    return base::guarded(self.path.string(), [&]() -> Result<std::vector<Ticker>> {
        SQLite::Statement query(*self.database,
                                "SELECT ticker FROM symbol WHERE EXISTS (SELECT 1 FROM bar WHERE "
                                "symbol_id = symbol.id) ORDER BY ticker");
        std::vector<Ticker> tickers;
        while (query.executeStep()) {
            tickers.push_back(stored_ticker(query.getColumn(0)));
        }
        return tickers;
    });
}

Result<std::map<Ticker, TradingDate>> Reader::last_bars() const {
    Implementation& self = *implementation_;
    return base::guarded(self.path.string(), [&]() -> Result<std::map<Ticker, TradingDate>> {
        SQLite::Statement query(*self.database,
                                "SELECT ticker, (SELECT max(date) FROM bar WHERE symbol_id = "
                                "symbol.id) FROM symbol");
        std::map<Ticker, TradingDate> last;
        while (query.executeStep()) {
            if (!query.getColumn(1).isNull()) {
                last.emplace(stored_ticker(query.getColumn(0)),
                             TradingDate::from_days(query.getColumn(1).getInt()));
            }
        }
        return last;
    });
}

Result<std::vector<std::string>> Reader::integrity_faults() const {
    std::vector<std::string> faults;
    try {
        SQLite::Statement query(*implementation_->database, "PRAGMA integrity_check");
        while (query.executeStep()) {
            if (const auto line = query.getColumn(0).getString(); line != "ok") {
                faults.push_back(line);
            }
        }
    } catch (const SQLite::Exception& exception) {
        // Damage can be so bad that the check itself cannot go on.
        if (exception.getErrorCode() != SQLITE_CORRUPT) {
            return Error{ErrorCode::Failed,
                         fmt::format("{}: {}", implementation_->path.string(), exception.what())};
        }
        faults.emplace_back(exception.what());
    }
    return faults;
}

Result<std::vector<QuarantinedBar>> Reader::quarantine(const std::optional<Ticker>& ticker) const {
    Implementation& self = *implementation_;
    return base::guarded(self.path.string(), [&]() -> Result<std::vector<QuarantinedBar>> {
        SQLite::Statement query(
            *self.database,
            "SELECT ticker, date, reason, origin, rule, open, high, low, "
            "close, volume FROM quarantine JOIN symbol ON symbol.id = symbol_id "
            "WHERE ?1 = '' OR ticker = ?1 ORDER BY ticker, date");
        query.bind(1, ticker ? ticker->text() : "");
        std::vector<QuarantinedBar> items;
        while (query.executeStep()) {
            items.push_back({.ticker = stored_ticker(query.getColumn(0)),
                             .date = TradingDate::from_days(query.getColumn(1).getInt()),
                             .reason = query.getColumn(2).getString(),
                             .origin = query.getColumn(3).getString(),
                             .rule = query.getColumn(4).getString(),
                             .fields = whole_fields(query, 5)});
        }
        return items;
    });
}

Result<std::vector<bars::BarFields>> Reader::released(const Ticker& ticker) const {
    Implementation& self = *implementation_;
    return base::guarded(self.path.string(), [&]() -> Result<std::vector<bars::BarFields>> {
        SQLite::Statement query(*self.database,
                                "SELECT date, open, high, low, close, volume FROM released "
                                "JOIN symbol ON symbol.id = symbol_id WHERE ticker = ?");
        query.bind(1, ticker.text());
        std::vector<bars::BarFields> bars;
        while (query.executeStep()) {
            bars.push_back({.date = TradingDate::from_days(query.getColumn(0).getInt()),
                            .open_usd = query.getColumn(1).getDouble(),
                            .high_usd = query.getColumn(2).getDouble(),
                            .low_usd = query.getColumn(3).getDouble(),
                            .close_usd = query.getColumn(4).getDouble(),
                            .volume_shares = query.getColumn(5).getDouble()});
        }
        return bars;
    });
}

Result<std::vector<Revision>> Reader::revisions(const std::optional<Ticker>& ticker) const {
    Implementation& self = *implementation_;
    return base::guarded(self.path.string(), [&]() -> Result<std::vector<Revision>> {
        SQLite::Statement query(
            *self.database,
            "SELECT ticker, date, open, high, low, close, volume, went.finished_at, went.kind "
            "FROM bar_version JOIN symbol ON symbol.id = symbol_id "
            "JOIN origin AS went ON went.id = replaced_by "
            "WHERE ?1 = '' OR ticker = ?1 ORDER BY went.id DESC, ticker, date");
        query.bind(1, ticker ? ticker->text() : std::string{});
        std::vector<Revision> revisions;
        while (query.executeStep()) {
            revisions.push_back(
                {.ticker = stored_ticker(query.getColumn(0)),
                 .before = {.date = TradingDate::from_days(query.getColumn(1).getInt()),
                            .open_usd = query.getColumn(2).getDouble(),
                            .high_usd = query.getColumn(3).getDouble(),
                            .low_usd = query.getColumn(4).getDouble(),
                            .close_usd = query.getColumn(5).getDouble(),
                            .volume_shares = query.getColumn(6).getDouble()},
                 .replaced_at = query.getColumn(7).getString(),
                 .replaced_by = query.getColumn(8).getString()});
        }
        return revisions;
    });
}

Result<std::vector<Profile>> Reader::members_on(TradingDate date) const {
    Implementation& self = *implementation_;
    return base::guarded(self.path.string(), [&]() -> Result<std::vector<Profile>> {
        SQLite::Statement query(*self.database,
                                "SELECT DISTINCT ticker, name, sector FROM spell "
                                "JOIN symbol ON symbol.id = symbol_id WHERE first_date <= ? AND "
                                "(end_date IS NULL OR end_date > ?) ORDER BY ticker");
        query.bind(1, date.days_since_1970());
        query.bind(2, date.days_since_1970());
        std::vector<Profile> members;
        while (query.executeStep()) {
            members.push_back({.ticker = stored_ticker(query.getColumn(0)),
                               .name = query.getColumn(1).getString(),
                               .sector = query.getColumn(2).getString()});
        }
        return members;
    });
}

Result<std::optional<Profile>> Reader::profile(const Ticker& ticker) const {
    Implementation& self = *implementation_;
    return base::guarded(self.path.string(), [&]() -> Result<std::optional<Profile>> {
        SQLite::Statement query(*self.database, "SELECT name, sector FROM symbol WHERE ticker = ?");
        query.bind(1, ticker.text());
        if (!query.executeStep()) {
            return std::optional<Profile>{};
        }
        return std::optional<Profile>{Profile{.ticker = ticker,
                                              .name = query.getColumn(0).getString(),
                                              .sector = query.getColumn(1).getString()}};
    });
}

Result<bars::BarSeries> Reader::series(const Ticker& ticker,
                                       TradingDate from,
                                       TradingDate to,
                                       std::optional<TradingDate> known_on) const {
    Implementation& self = *implementation_;
    return base::guarded(self.path.string(), [&]() -> Result<bars::BarSeries> {
        const auto id = self.id_of(ticker);
        bars::BarSeries series;
        if (id) {
            SeriesQueries queries(*self.database, known_on);
            TRY_ASSIGN(series, self.series_of(queries, *id, from, to));
        }
        if (series.empty()) {
            return Error{ErrorCode::NotFound,
                         fmt::format("{}: no bars of {} from {} to {}",
                                     self.path.string(),
                                     ticker.text(),
                                     from.text(),
                                     to.text())};
        }
        return series;
    });
}

Result<std::optional<Cap>> Reader::cap_on(const Ticker& ticker, TradingDate date) const {
    Implementation& self = *implementation_;
    return base::guarded(self.path.string(), [&]() -> Result<std::optional<Cap>> {
        SQLite::Statement query(*self.database,
                                "SELECT as_of, usd FROM cap JOIN symbol ON symbol.id = symbol_id "
                                "WHERE ticker = ? AND as_of <= ? ORDER BY as_of DESC LIMIT 1");
        query.bind(1, ticker.text());
        query.bind(2, date.days_since_1970());
        if (!query.executeStep()) {
            return std::optional<Cap>{};
        }
        return std::optional<Cap>{Cap{.as_of = TradingDate::from_days(query.getColumn(0).getInt()),
                                      .usd = query.getColumn(1).getDouble()}};
    });
}

Result<std::vector<Cap>> Reader::caps(const Ticker& ticker) const {
    Implementation& self = *implementation_;
    return base::guarded(self.path.string(), [&]() -> Result<std::vector<Cap>> {
        SQLite::Statement query(*self.database,
                                "SELECT as_of, usd FROM cap JOIN symbol ON symbol.id = symbol_id "
                                "WHERE ticker = ? ORDER BY as_of");
        query.bind(1, ticker.text());
        std::vector<Cap> caps;
        while (query.executeStep()) {
            caps.push_back({.as_of = TradingDate::from_days(query.getColumn(0).getInt()),
                            .usd = query.getColumn(1).getDouble()});
        }
        return caps;
    });
}

}  // namespace market_data
