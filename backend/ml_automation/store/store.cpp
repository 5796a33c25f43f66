#include "ml_automation/store/store.hpp"

#include <fmt/format.h>

#include "ml_automation/store/database.hpp"

namespace ml_automation::store {

using base::Error;
using base::ErrorCode;
using base::guarded;
using base::Result;
using base::TradingDate;

namespace {

constexpr const char* kWriteScanned =
    "INSERT INTO scanned_stock (session, ticker, name, sector, close, opinions, agreement, "
    "rule_score, score, direction, probability, base_rate, inputs) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* kWriteTrade =
    "INSERT INTO paper_trade (decided_on, ticker, name, sector, score, agreement, probability, "
    "base_rate, model_id, inputs_hash, inputs, state, target, stop, close, net_return) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'PENDING', 0, 0, 0, 0)";
constexpr const char* kUpdateTrade =
    "UPDATE paper_trade SET state = ?, fill_date = ?, fill = ?, target = ?, stop = ?, close = ?, "
    "net_return = ?, exit_reason = ?, exit_date = ?, exit = ?, known_on = ? "
    "WHERE decided_on = ? AND ticker = ?";

// Binds the values of one row in their order.
class Row {
public:
    Row(SQLite::Database& database, const char* sql) : statement_(database, sql) {}

    Row& text(std::string_view value) {
        statement_.bind(++index_, std::string{value});
        return *this;
    }
    Row& real(double value) {
        statement_.bind(++index_, value);
        return *this;
    }
    Row& whole(int value) {
        statement_.bind(++index_, value);
        return *this;
    }
    Row& date(TradingDate value) { return whole(value.days_since_1970()); }
    Row& blob(const void* bytes, std::size_t size) {
        statement_.bind(++index_, bytes, static_cast<int>(size));
        return *this;
    }
    Row& nothing() {
        statement_.bind(++index_);
        return *this;
    }
    Row& forecast(const std::optional<analysis::Forecast>& value) {
        return value ? real(value->probability).real(value->base_rate) : nothing().nothing();
    }
    Row& inputs(const analysis::Inputs& values) {
        return blob(values.data(), values.size() * sizeof(values[0]));
    }
    void run() {
        statement_.exec();
        statement_.reset();
        index_ = 0;
    }

private:
    SQLite::Statement statement_;
    int index_ = 0;
};

void write_stocks(SQLite::Database& database, const Scan& scan) {
    Row row(database, kWriteScanned);
    for (const auto& stock : scan.stocks) {
        std::vector<double> opinions;
        for (const auto& opinion : stock.opinions) {
            const int sign = static_cast<int>(opinion.direction) -
                             static_cast<int>(analysis::Direction::Neutral);
            opinions.insert(opinions.end(),
                            {opinion.strength, opinion.confidence, static_cast<double>(sign)});
        }
        row.date(scan.session)
            .text(stock.ticker.text())
            .text(stock.name)
            .text(stock.sector)
            .real(stock.close_usd)
            .blob(opinions.data(), opinions.size() * sizeof(double))
            .real(stock.agreement)
            .real(stock.rule_score)
            .real(stock.score)
            .text(analysis::name_of(stock.direction))
            .forecast(stock.forecast)
            .inputs(stock.inputs)
            .run();
    }
}

void update_trade(SQLite::Database& database, const PaperTrade& trade) {
    const auto& standing = trade.standing;
    Row row(database, kUpdateTrade);
    row.text(paper::name_of(standing.state));
    if (standing.fill) {
        row.date(standing.fill->date).real(standing.fill->price_usd);
    } else {
        row.nothing().nothing();
    }
    row.real(standing.target_usd)
        .real(standing.stop_usd)
        .real(standing.close_usd)
        .real(standing.net_return);
    if (standing.exit) {
        row.text(paper::name_of(standing.exit->reason))
            .date(standing.exit->date)
            .real(standing.exit->price_usd)
            .date(standing.exit->known_on);
    } else {
        row.nothing().nothing().nothing().nothing();
    }
    row.date(trade.decided_on).text(trade.ticker.text()).run();
}

// Refused when `table` has a session after `session`.
Result<void> refuse_earlier(SQLite::Database& database,
                            std::string_view table,
                            TradingDate session) {
    const int latest =
        database.execAndGet(fmt::format("SELECT ifnull(max(session), -1000000) "
                                        "FROM {}",
                                        table));
    if (latest > session.days_since_1970()) {
        return Error{ErrorCode::Refused,
                     fmt::format("{} comes before {}, which is done already: what was known then "
                                 "cannot be known again",
                                 session.text(),
                                 TradingDate::from_days(latest).text())};
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& path) {
    std::error_code ignored;  // Opening reports a folder that cannot be made.
    std::filesystem::create_directories(path.parent_path(), ignored);
    TRY_ASSIGN(auto database, base::open_database(path, kDatabaseKind, base::Durability::Full));
    return std::make_unique<Store>(std::move(database));
}

Result<void> Store::write_scan(const Scan& scan) {
    return guarded("scan of " + scan.session.text(), [&]() -> Result<void> {
        SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
        TRY(refuse_earlier(*database_, "scan", scan.session));
        Row(*database_, "DELETE FROM scanned_stock WHERE session = ?").date(scan.session).run();
        Row(*database_, "INSERT OR REPLACE INTO scan VALUES (?, ?, ?, ?, ?, ?)")
            .date(scan.session)
            .text(scan.made_at)
            .text(scan.data_source)
            .text(scan.model_id)
            .text(scan.inputs_hash)
            .whole(scan.members)
            .run();
        write_stocks(*database_, scan);
        transaction.commit();
        return {};
    });
}

Result<void> Store::write_learned(const Learned& learned,
                                  const std::vector<PaperTrade>& updated,
                                  const std::vector<PaperTrade>& opened) {
    return guarded("paper trades of " + learned.session.text(), [&]() -> Result<void> {
        SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
        TRY(refuse_earlier(*database_, "learned", learned.session));
        for (const auto& trade : updated) {
            update_trade(*database_, trade);
        }
        Row(*database_, "DELETE FROM paper_trade WHERE decided_on = ?").date(learned.session).run();
        Row row(*database_, kWriteTrade);
        for (const auto& trade : opened) {
            row.date(trade.decided_on)
                .text(trade.ticker.text())
                .text(trade.name)
                .text(trade.sector)
                .real(trade.score)
                .real(trade.agreement)
                .forecast(trade.forecast)
                .text(trade.model_id)
                .text(trade.inputs_hash)
                .inputs(trade.inputs)
                .run();
        }
        Row(*database_, "INSERT OR REPLACE INTO learned VALUES (?, ?, ?, ?)")
            .date(learned.session)
            .text(learned.ended_at)
            .whole(learned.opened)
            .whole(learned.closed)
            .run();
        transaction.commit();
        return {};
    });
}

Result<void> Store::write_training(const Training& training) {
    return guarded("training of " + training.as_of.text(), [&]() -> Result<void> {
        Row(*database_,
            "INSERT INTO training (as_of, ended_at, why, model_id, message, samples, "
            "paper_trades, has_edge, base_rate, log_loss, log_loss_base, auc) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .date(training.as_of)
            .text(training.ended_at)
            .text(training.why)
            .text(training.model_id)
            .text(training.message)
            .whole(training.samples)
            .whole(training.paper_trades)
            .whole(training.has_edge ? 1 : 0)
            .real(training.base_rate)
            .real(training.log_loss)
            .real(training.log_loss_base)
            .real(training.auc)
            .run();
        return {};
    });
}

Result<void> Store::write_cycle(const Cycle& cycle) {
    return guarded("cycle of " + cycle.session.text(), [&]() -> Result<void> {
        Row(*database_, "INSERT OR REPLACE INTO cycle VALUES (?, ?, ?, ?, ?)")
            .date(cycle.session)
            .text(name_of(cycle.state))
            .text(cycle.started_at)
            .text(cycle.ended_at)
            .text(cycle.message)
            .run();
        return {};
    });
}

Result<void> Store::set_alert(const std::string& rule,
                              const std::optional<std::string>& message,
                              const std::string& now) {
    return guarded("alert " + rule, [&]() -> Result<void> {
        SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
        if (!message) {
            Row(*database_, "UPDATE alert SET resolved_at = ? WHERE rule = ? AND resolved_at = ''")
                .text(now)
                .text(rule)
                .run();
        } else {
            Row(*database_, "UPDATE alert SET message = ? WHERE rule = ? AND resolved_at = ''")
                .text(*message)
                .text(rule)
                .run();
            if (database_->getChanges() == 0) {
                Row(*database_,
                    "INSERT INTO alert (rule, message, raised_at, resolved_at) "
                    "VALUES (?, ?, ?, '')")
                    .text(rule)
                    .text(*message)
                    .text(now)
                    .run();
            }
        }
        transaction.commit();
        return {};
    });
}

Result<void> Store::switch_scheduler(bool is_on) {
    return guarded("switch of the scheduler", [&]() -> Result<void> {
        Row(*database_, "INSERT OR REPLACE INTO switch VALUES ('scheduler', ?)")
            .whole(is_on ? 1 : 0)
            .run();
        return {};
    });
}

}  // namespace ml_automation::store
