// The reading side: its own read-only connection, so that pages never wait for the night.
#include <fmt/format.h>

#include "turbomode/store/database.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::store {

using base::Result;
using base::TradingDate;

namespace {

Result<Prediction> read_prediction(SQLite::Statement& row, int first) {
    const auto text = [&](int column) {
        return row.getColumn(first + column).getString();
    };
    TRY_ASSIGN(auto ticker, base::Ticker::from(text(0)));
    TRY_ASSIGN(const auto side, signals::parse_side(text(1)));
    TRY_ASSIGN(const auto tier, signals::parse_tier(text(4)));
    TRY_ASSIGN(const auto verdict, parse_verdict(text(9)));
    return Prediction{.candidate = {.ticker = std::move(ticker),
                                    .sector = text(3),
                                    .tier = tier,
                                    .side = side,
                                    .confidence = row.getColumn(first + 5).getDouble(),
                                    .base_rate = row.getColumn(first + 6).getDouble(),
                                    .expected_return = row.getColumn(first + 7).getDouble(),
                                    .close_usd = row.getColumn(first + 8).getDouble(),
                                    .is_familiar = verdict != signals::Verdict::Unfamiliar},
                      .name = text(2),
                      .verdict = verdict};
}

constexpr const char* kPredictionColumns =
    "ticker, side, name, sector, tier, confidence, base_rate, expected_return, close, verdict";

Result<ActiveRow> read_active(SQLite::Statement& row) {
    int column = kSignalColumnCount;
    const auto real = [&] {
        return row.getColumn(column++).getDouble();
    };
    const auto missing = [&] {
        return row.getColumn(column).isNull();
    };
    TRY_ASSIGN(auto signal, read_signal(row, 0));
    ActiveRow active{.active = {.signal = std::move(signal)}};
    active.name = row.getColumn(column++).getString();
    TRY_ASSIGN(active.reasons, reasons_in(row.getColumn(column++).getString()));
    active.active.age_days = row.getColumn(column++).getInt();
    active.active.effective_confidence = real();
    if (!missing()) {
        active.active.latest_confidence = row.getColumn(column).getDouble();
    }
    ++column;
    auto& trade = active.active.trade;
    for (double* field : {&trade.split_ratio,
                          &trade.entry_usd,
                          &trade.target_usd,
                          &trade.stop_usd,
                          &trade.dividends_usd}) {
        *field = real();
    }
    if (!missing()) {
        trade.fill = models::Fill{.date = TradingDate::from_days(row.getColumn(column).getInt()),
                                  .price_usd = row.getColumn(column + 1).getDouble()};
    }
    column += 2;
    trade.close_usd = real();
    if (!missing()) {
        active.net_return = real();
    }
    return active;
}

Result<signals::Judged> read_judged(SQLite::Statement& row, bool was_late) {
    const auto session = TradingDate::from_days(row.getColumn(0).getInt());
    TRY_ASSIGN(auto ticker, base::Ticker::from(row.getColumn(3).getText()));
    TRY_ASSIGN(const auto side, signals::parse_side(row.getColumn(4).getText()));
    TRY_ASSIGN(const auto tier, signals::parse_tier(row.getColumn(5).getText()));
    TRY_ASSIGN(const auto verdict, parse_verdict(row.getColumn(8).getString()));
    signals::Judged judged{.session = session,
                           .ticker = std::move(ticker),
                           .sector = row.getColumn(11).getString(),
                           .tier = tier,
                           .side = side,
                           .confidence = row.getColumn(6).getDouble(),
                           .base_rate = row.getColumn(7).getDouble(),
                           .was_signal = verdict == signals::Verdict::Opened,
                           .is_familiar = verdict != signals::Verdict::Unfamiliar,
                           .was_late = was_late,
                           .model_id = row.getColumn(2).getString(),
                           .end = {}};
    if (!row.getColumn(9).isNull()) {
        const auto net_return = row.getColumn(10);
        judged.end = signals::Judged::End{
            .date = TradingDate::from_days(row.getColumn(9).getInt()),
            .net_return =
                net_return.isNull() ? std::nullopt : std::optional{net_return.getDouble()}};
    }
    return judged;
}

class SqliteViews final : public SignalViews {
public:
    SqliteViews(std::filesystem::path path, std::unique_ptr<SQLite::Database> database)
        : path_(std::move(path)), database_(std::move(database)) {}

    Result<std::vector<Run>> runs(std::size_t limit) const override {
        return read_runs(
            fmt::format("SELECT {} FROM run ORDER BY session DESC LIMIT ?", kRunColumns), limit);
    }

    Result<std::optional<Run>> last_shown() const override {
        TRY_ASSIGN(auto runs,
                   read_runs(fmt::format("SELECT {} FROM run WHERE state IN ('PUBLISHED', "
                                         "'NO_EDGE') ORDER BY session DESC LIMIT ?",
                                         kRunColumns),
                             1));
        return runs.empty() ? std::optional<Run>{} : std::optional{std::move(runs.front())};
    }

    Result<std::vector<ActiveRow>> active_on(TradingDate session) const override {
        return base::guarded(path_.string(), [&]() -> Result<std::vector<ActiveRow>> {
            SQLite::Statement query(
                *database_,
                fmt::format("SELECT {}, signal.name, signal.reasons, age_days, "
                            "effective_confidence, latest_confidence, split_ratio, standing.entry, "
                            "target, stop, dividends, fill_date, fill, close, net_return "
                            "FROM standing JOIN signal ON signal.id = signal_id "
                            "WHERE standing.session = ? "
                            "ORDER BY effective_confidence DESC, signal.ticker",
                            kSignalColumns));
            query.bind(1, session.days_since_1970());
            std::vector<ActiveRow> rows;
            while (query.executeStep()) {
                TRY_ASSIGN(auto row, read_active(query));
                rows.push_back(std::move(row));
            }
            return rows;
        });
    }

    Result<std::vector<ClosedRow>> history(const std::string& symbol,
                                           std::size_t limit) const override {
        return base::guarded(path_.string(), [&]() -> Result<std::vector<ClosedRow>> {
            SQLite::Statement query(
                *database_,
                fmt::format("SELECT {}, {}, signal.name, run.published_at FROM closing JOIN signal "
                            "ON signal.id = signal_id LEFT JOIN run ON "
                            "run.session = signal.entry_date WHERE ?1 = '' OR ticker = ?1 "
                            "ORDER BY exit_date DESC, signal.id DESC LIMIT ?2",
                            kSignalColumns,
                            kClosingColumns));
            query.bind(1, symbol);
            query.bind(2, static_cast<std::int64_t>(limit));
            std::vector<ClosedRow> rows;
            while (query.executeStep()) {
                TRY_ASSIGN(auto signal, read_signal(query, 0));
                TRY_ASSIGN(auto closed, read_closed(query, std::move(signal), kSignalColumnCount));
                const int after = query.getColumnCount() - 2;
                const bool is_late =
                    was_late(closed.signal.entry_date, query.getColumn(after + 1).getString());
                rows.push_back({.closed = std::move(closed),
                                .name = query.getColumn(after).getString(),
                                .was_late = is_late});
            }
            return rows;
        });
    }

    Result<std::vector<Prediction>> predictions_on(TradingDate session) const override {
        return base::guarded(path_.string(), [&]() -> Result<std::vector<Prediction>> {
            SQLite::Statement query(*database_,
                                    fmt::format("SELECT {} FROM prediction WHERE session = ? "
                                                "ORDER BY ticker, side",
                                                kPredictionColumns));
            query.bind(1, session.days_since_1970());
            std::vector<Prediction> rows;
            while (query.executeStep()) {
                TRY_ASSIGN(auto row, read_prediction(query, 0));
                rows.push_back(std::move(row));
            }
            return rows;
        });
    }

    Result<std::vector<std::pair<TradingDate, Prediction>>> predictions_of(
        const base::Ticker& ticker, std::size_t limit) const override {
        using Rows = std::vector<std::pair<TradingDate, Prediction>>;
        return base::guarded(path_.string(), [&]() -> Result<Rows> {
            SQLite::Statement query(
                *database_,
                fmt::format("SELECT session, {} FROM prediction WHERE ticker = ? "
                            "ORDER BY session DESC, side LIMIT ?",
                            kPredictionColumns));
            query.bind(1, ticker.text());
            query.bind(2, static_cast<std::int64_t>(limit));
            Rows rows;
            while (query.executeStep()) {
                TRY_ASSIGN(auto row, read_prediction(query, 1));
                rows.emplace_back(TradingDate::from_days(query.getColumn(0).getInt()),
                                  std::move(row));
            }
            return rows;
        });
    }

    Result<std::vector<signals::Judged>> judged(std::size_t nights) const override {
        return base::guarded(path_.string(), [&]() -> Result<std::vector<signals::Judged>> {
            SQLite::Statement query(
                *database_,
                "SELECT run.session, run.published_at, run.model_id, prediction.ticker, "
                "prediction.side, tier, confidence, base_rate, verdict, exit_date, net_return, "
                "sector "
                "FROM run CROSS JOIN prediction ON prediction.session = run.session "
                "LEFT JOIN outcome ON outcome.session = prediction.session AND "
                "outcome.ticker = prediction.ticker AND outcome.side = prediction.side "
                "WHERE run.session IN (SELECT session FROM run WHERE state IN ('PUBLISHED', "
                "'NO_EDGE') ORDER BY session DESC LIMIT ?) "
                "ORDER BY run.session, prediction.ticker, prediction.side");
            query.bind(1, static_cast<std::int64_t>(nights));
            std::vector<signals::Judged> rows;
            while (query.executeStep()) {
                const auto session = TradingDate::from_days(query.getColumn(0).getInt());
                const bool is_late = rows.empty() || rows.back().session != session
                                         ? was_late(session, query.getColumn(1).getString())
                                         : rows.back().was_late;
                TRY_ASSIGN(auto row, read_judged(query, is_late));
                rows.push_back(std::move(row));
            }
            return rows;
        });
    }

private:
    Result<std::vector<Run>> read_runs(const std::string& sql, std::size_t limit) const {
        return base::guarded(path_.string(), [&]() -> Result<std::vector<Run>> {
            SQLite::Statement query(*database_, sql);
            query.bind(1, static_cast<std::int64_t>(limit));
            std::vector<Run> runs;
            while (query.executeStep()) {
                TRY_ASSIGN(auto run, read_run(query));
                runs.push_back(std::move(run));
            }
            return runs;
        });
    }

    std::filesystem::path path_;
    std::unique_ptr<SQLite::Database> database_;
};

}  // namespace

Result<std::unique_ptr<SignalViews>> open_views(const std::filesystem::path& path) {
    TRY_ASSIGN(auto database, base::open_database_read_only(path, kDatabaseKind));
    return std::unique_ptr<SignalViews>{std::make_unique<SqliteViews>(path, std::move(database))};
}

}  // namespace turbomode::store
