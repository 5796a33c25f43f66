// The read-only face of the database.
#include <cmath>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "ml_automation/store/database.hpp"
#include "ml_automation/store/store.hpp"

namespace ml_automation::store {

using base::Error;
using base::ErrorCode;
using base::guarded;
using base::Result;
using base::TradingDate;

namespace {

constexpr const char* kScannedColumns =
    "ticker, name, sector, close, opinions, agreement, rule_score, score, direction, probability, "
    "base_rate, inputs";
constexpr const char* kTradeColumns =
    "ticker, name, sector, decided_on, score, agreement, probability, base_rate, model_id, "
    "inputs_hash, inputs, state, fill_date, fill, target, stop, close, net_return, exit_reason, "
    "exit_date, exit, known_on";
constexpr const char* kTrainingColumns =
    "as_of, ended_at, why, model_id, message, samples, paper_trades, has_edge, base_rate, "
    "log_loss, log_loss_base, auc";

// Takes the values of a row in their order.
class Row {
public:
    explicit Row(SQLite::Statement& statement) : statement_(statement) {}

    std::string text() { return statement_.getColumn(index_++).getString(); }
    double real() { return statement_.getColumn(index_++).getDouble(); }
    int whole() { return statement_.getColumn(index_++).getInt(); }
    TradingDate date() { return TradingDate::from_days(whole()); }
    bool is_null() { return statement_.getColumn(index_).isNull(); }
    void skip(int columns) { index_ += columns; }
    Result<base::Ticker> ticker() { return base::Ticker::from(text()); }
    std::optional<analysis::Forecast> forecast() {
        if (is_null()) {
            skip(2);
            return std::nullopt;
        }
        const double probability = real();
        return analysis::Forecast{.probability = probability, .base_rate = real()};
    }
    // As many values as `values` has, bit for bit.
    template <typename Values>
    Result<void> blob(Values& values, std::string_view what) {
        const auto column = statement_.getColumn(index_++);
        const std::size_t expected = values.size() * sizeof(values[0]);
        if (static_cast<std::size_t>(column.getBytes()) != expected) {
            return Error{
                ErrorCode::Corruption,
                fmt::format("{} of {} bytes, expected {}", what, column.getBytes(), expected)};
        }
        std::memcpy(values.data(), column.getBlob(), expected);
        return {};
    }

private:
    SQLite::Statement& statement_;
    int index_ = 0;
};

std::int64_t limit_of(std::size_t count_max) {
    return count_max == 0 ? std::numeric_limits<std::int64_t>::max()
                          : static_cast<std::int64_t>(count_max);
}

Result<analysis::Direction> parse_direction(std::string_view name) {
    using enum analysis::Direction;
    for (const auto direction : {Bearish, Neutral, Bullish}) {
        if (analysis::name_of(direction) == name) {
            return direction;
        }
    }
    return Error{ErrorCode::Corruption, fmt::format("'{}' is no direction", name)};
}

Result<analysis::Opinions> read_opinions(Row& row) {
    std::vector<double> values(3 * analysis::kAnalysers.size());
    TRY(row.blob(values, "opinions"));
    analysis::Opinions opinions{};
    for (std::size_t at = 0; at < opinions.size(); ++at) {
        const double sign = values[3 * at + 2];
        opinions[at] = {.direction = sign > 0.0   ? analysis::Direction::Bullish
                                     : sign < 0.0 ? analysis::Direction::Bearish
                                                  : analysis::Direction::Neutral,
                        .strength = values[3 * at],
                        .confidence = values[3 * at + 1]};
    }
    return opinions;
}

analysis::Inputs no_inputs() {
    analysis::Inputs inputs{};
    inputs.resize(analysis::input_names().size());
    return inputs;
}

Result<ScannedStock> read_stock(SQLite::Statement& statement) {
    Row row(statement);
    TRY_ASSIGN(auto ticker, row.ticker());
    auto name = row.text();
    auto sector = row.text();
    const double close = row.real();
    TRY_ASSIGN(const auto opinions, read_opinions(row));
    const double agreement = row.real();
    const double rule_score = row.real();
    const double score = row.real();
    TRY_ASSIGN(const auto direction, parse_direction(row.text()));
    const auto forecast = row.forecast();
    auto inputs = no_inputs();
    TRY(row.blob(inputs, "inputs"));
    return ScannedStock{.ticker = std::move(ticker),
                        .name = std::move(name),
                        .sector = std::move(sector),
                        .close_usd = close,
                        .opinions = opinions,
                        .agreement = agreement,
                        .rule_score = rule_score,
                        .score = score,
                        .direction = direction,
                        .forecast = forecast,
                        .inputs = std::move(inputs)};
}

Result<paper::Standing> read_standing(Row& row) {
    paper::Standing standing;
    TRY_ASSIGN(standing.state, paper::parse_state(row.text()));
    if (row.is_null()) {
        row.skip(2);
    } else {
        const auto date = row.date();
        standing.fill = paper::Fill{.date = date, .price_usd = row.real()};
    }
    standing.target_usd = row.real();
    standing.stop_usd = row.real();
    standing.close_usd = row.real();
    standing.net_return = row.real();
    if (!row.is_null()) {
        TRY_ASSIGN(const auto reason, paper::parse_exit_reason(row.text()));
        const auto date = row.date();
        const double price = row.real();
        standing.exit =
            paper::Exit{.reason = reason, .date = date, .price_usd = price, .known_on = row.date()};
    }
    return standing;
}

// Trades of an older build, with other inputs, keep their story and lose their inputs.
Result<PaperTrade> read_trade(SQLite::Statement& statement) {
    Row row(statement);
    TRY_ASSIGN(auto ticker, row.ticker());
    auto name = row.text();
    auto sector = row.text();
    const auto decided_on = row.date();
    const double score = row.real();
    const double agreement = row.real();
    const auto forecast = row.forecast();
    auto model_id = row.text();
    auto inputs_hash = row.text();
    auto inputs = no_inputs();
    if (inputs_hash == analysis::inputs_hash()) {
        TRY(row.blob(inputs, "inputs"));
    } else {
        row.skip(1);
        inputs.clear();
    }
    TRY_ASSIGN(auto standing, read_standing(row));
    return PaperTrade{.ticker = std::move(ticker),
                      .name = std::move(name),
                      .sector = std::move(sector),
                      .decided_on = decided_on,
                      .score = score,
                      .agreement = agreement,
                      .forecast = forecast,
                      .model_id = std::move(model_id),
                      .inputs_hash = std::move(inputs_hash),
                      .inputs = std::move(inputs),
                      .standing = std::move(standing)};
}

Result<std::vector<PaperTrade>> read_trades(SQLite::Statement& statement) {
    std::vector<PaperTrade> trades;
    while (statement.executeStep()) {
        TRY_ASSIGN(auto trade, read_trade(statement));
        trades.push_back(std::move(trade));
    }
    return trades;
}

Training read_training(SQLite::Statement& statement) {
    Row row(statement);
    Training training{.as_of = row.date()};
    training.ended_at = row.text();
    training.why = row.text();
    training.model_id = row.text();
    training.message = row.text();
    training.samples = row.whole();
    training.paper_trades = row.whole();
    training.has_edge = row.whole() != 0;
    training.base_rate = row.real();
    training.log_loss = row.real();
    training.log_loss_base = row.real();
    training.auc = row.real();
    return training;
}

// What a query for one date says; nothing when there is no row, or NULL in it.
std::optional<TradingDate> date_of(SQLite::Database& database, const char* sql) {
    SQLite::Statement statement(database, sql);
    if (!statement.executeStep() || statement.getColumn(0).isNull()) {
        return std::nullopt;
    }
    return TradingDate::from_days(statement.getColumn(0).getInt());
}

}  // namespace

Result<Views> Views::open(const std::filesystem::path& path) {
    TRY_ASSIGN(auto database, base::open_database_read_only(path, kDatabaseKind));
    return Views{std::move(database)};
}

Result<std::optional<Scan>> Views::scan(std::optional<TradingDate> session) const {
    return guarded("scan", [&]() -> Result<std::optional<Scan>> {
        const auto wanted =
            session ? session : date_of(*database_, "SELECT max(session) FROM scan");
        if (!wanted) {
            return std::optional<Scan>{};
        }
        SQLite::Statement head(*database_,
                               "SELECT session, made_at, data_source, model_id, inputs_hash, "
                               "members FROM scan WHERE session = ?");
        head.bind(1, wanted->days_since_1970());
        if (!head.executeStep()) {
            return std::optional<Scan>{};
        }
        Row row(head);
        Scan scan{.session = row.date()};
        scan.made_at = row.text();
        scan.data_source = row.text();
        scan.model_id = row.text();
        scan.inputs_hash = row.text();
        scan.members = row.whole();
        SQLite::Statement stocks(
            *database_,
            fmt::format("SELECT {} FROM scanned_stock WHERE session = ? ORDER BY ticker",
                        kScannedColumns));
        stocks.bind(1, wanted->days_since_1970());
        while (stocks.executeStep()) {
            TRY_ASSIGN(auto stock, read_stock(stocks));
            scan.stocks.push_back(std::move(stock));
        }
        return std::optional{std::move(scan)};
    });
}

Result<std::optional<TradingDate>> Views::latest_scan() const {
    return guarded("scan", [&]() -> Result<std::optional<TradingDate>> {
        return date_of(*database_, "SELECT max(session) FROM scan");
    });
}

Result<std::vector<PaperTrade>> Views::held() const {
    return guarded("paper trades", [&] {
        SQLite::Statement statement(*database_,
                                    fmt::format("SELECT {} FROM paper_trade "
                                                "WHERE state IN ('PENDING', 'OPEN') "
                                                "ORDER BY decided_on, ticker",
                                                kTradeColumns));
        return read_trades(statement);
    });
}

Result<std::vector<PaperTrade>> Views::settled(std::size_t count_max) const {
    return guarded("paper trades", [&] {
        SQLite::Statement statement(*database_,
                                    fmt::format("SELECT {} FROM paper_trade "
                                                "WHERE state IN ('CLOSED', 'CANCELLED') "
                                                "ORDER BY known_on DESC, decided_on DESC, ticker "
                                                "LIMIT ?",
                                                kTradeColumns));
        statement.bind(1, limit_of(count_max));
        return read_trades(statement);
    });
}

Result<std::optional<Learned>> Views::latest_learned() const {
    return guarded("learned", [&]() -> Result<std::optional<Learned>> {
        SQLite::Statement statement(*database_,
                                    "SELECT session, ended_at, opened, closed FROM learned "
                                    "ORDER BY session DESC LIMIT 1");
        if (!statement.executeStep()) {
            return std::optional<Learned>{};
        }
        Row row(statement);
        Learned learned{.session = row.date()};
        learned.ended_at = row.text();
        learned.opened = row.whole();
        learned.closed = row.whole();
        return std::optional{std::move(learned)};
    });
}

Result<std::vector<PaperTrade>> Views::closed_until(TradingDate as_of) const {
    return guarded("paper trades", [&] {
        SQLite::Statement statement(*database_,
                                    fmt::format("SELECT {} FROM paper_trade "
                                                "WHERE state = 'CLOSED' AND known_on <= ? "
                                                "ORDER BY decided_on, ticker",
                                                kTradeColumns));
        statement.bind(1, as_of.days_since_1970());
        return read_trades(statement);
    });
}

Result<int> Views::closed_after(TradingDate as_of) const {
    return guarded("paper trades", [&]() -> Result<int> {
        SQLite::Statement statement(*database_,
                                    "SELECT count(*) FROM paper_trade "
                                    "WHERE state = 'CLOSED' AND known_on > ?");
        statement.bind(1, as_of.days_since_1970());
        statement.executeStep();
        return statement.getColumn(0).getInt();
    });
}

Result<TrackRecord> Views::track_record(std::size_t count) const {
    return guarded("track record", [&]() -> Result<TrackRecord> {
        SQLite::Statement statement(*database_,
                                    "SELECT net_return, probability FROM paper_trade "
                                    "WHERE state = 'CLOSED' "
                                    "ORDER BY known_on DESC, decided_on DESC, ticker LIMIT ?");
        statement.bind(1, limit_of(count));
        TrackRecord record;
        double wins = 0.0;
        double losses = 0.0;
        while (statement.executeStep()) {
            const double net_return = statement.getColumn(0).getDouble();
            const bool won = net_return > 0.0;
            ++record.closed;
            record.won += won ? 1 : 0;
            (won ? wins : losses) += net_return;
            if (!statement.getColumn(1).isNull()) {
                ++record.with_forecast;
                record.won_with_forecast += won ? 1 : 0;
                record.promised += statement.getColumn(1).getDouble();
            }
        }
        const auto mean = [](double sum, int of) {
            return of > 0 ? sum / of : 0.0;
        };
        record.mean_return = mean(wins + losses, record.closed);
        record.mean_win = mean(wins, record.won);
        record.mean_loss = mean(losses, record.closed - record.won);
        record.promised = mean(record.promised, record.with_forecast);
        return record;
    });
}

Result<std::vector<Training>> Views::trainings(std::size_t count_max) const {
    return guarded("trainings", [&]() -> Result<std::vector<Training>> {
        SQLite::Statement statement(
            *database_,
            fmt::format("SELECT {} FROM training ORDER BY id DESC LIMIT ?", kTrainingColumns));
        statement.bind(1, limit_of(count_max));
        std::vector<Training> trainings;
        while (statement.executeStep()) {
            trainings.push_back(read_training(statement));
        }
        return trainings;
    });
}

Result<std::optional<Training>> Views::latest_training() const {
    return guarded("trainings", [&]() -> Result<std::optional<Training>> {
        SQLite::Statement statement(
            *database_,
            fmt::format("SELECT {} FROM training WHERE model_id <> '' ORDER BY id DESC LIMIT 1",
                        kTrainingColumns));
        if (!statement.executeStep()) {
            return std::optional<Training>{};
        }
        return std::optional{read_training(statement)};
    });
}

Result<std::vector<Cycle>> Views::cycles(std::size_t count_max) const {
    return guarded("cycles", [&]() -> Result<std::vector<Cycle>> {
        SQLite::Statement statement(*database_,
                                    "SELECT session, state, started_at, ended_at, message "
                                    "FROM cycle ORDER BY session DESC LIMIT ?");
        statement.bind(1, limit_of(count_max));
        std::vector<Cycle> cycles;
        while (statement.executeStep()) {
            Row row(statement);
            Cycle cycle{.session = row.date()};
            cycle.state =
                row.text() == name_of(CycleState::Done) ? CycleState::Done : CycleState::Failed;
            cycle.started_at = row.text();
            cycle.ended_at = row.text();
            cycle.message = row.text();
            cycles.push_back(std::move(cycle));
        }
        return cycles;
    });
}

Result<std::optional<TradingDate>> Views::last_done() const {
    return guarded("cycles", [&]() -> Result<std::optional<TradingDate>> {
        return date_of(*database_, "SELECT max(session) FROM cycle WHERE state = 'DONE'");
    });
}

Result<std::vector<Alert>> Views::alerts(std::size_t count_max) const {
    return guarded("alerts", [&]() -> Result<std::vector<Alert>> {
        SQLite::Statement statement(*database_,
                                    "SELECT rule, message, raised_at, resolved_at FROM alert "
                                    "ORDER BY resolved_at <> '', id DESC LIMIT ?");
        statement.bind(1, limit_of(count_max));
        std::vector<Alert> alerts;
        while (statement.executeStep()) {
            Row row(statement);
            Alert alert;
            alert.rule = row.text();
            alert.message = row.text();
            alert.raised_at = row.text();
            alert.resolved_at = row.text();
            alerts.push_back(std::move(alert));
        }
        return alerts;
    });
}

Result<bool> Views::scheduler_is_on() const {
    return guarded("switch of the scheduler", [&]() -> Result<bool> {
        SQLite::Statement statement(*database_,
                                    "SELECT is_on FROM switch WHERE name = 'scheduler'");
        return !statement.executeStep() || statement.getColumn(0).getInt() != 0;
    });
}

}  // namespace ml_automation::store
