#include "market_data/store/price_writer.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace market_data::store {

namespace {

// Of rows that go in together each costs half.
constexpr std::size_t kRowsATime = 36;

constexpr int kDayMax = 1'000'000;  // Days since 1970: later than any date of ours.

bars::BarFields fields_at(SQLite::Statement& row, int first_column, int day) {
    return {.date = base::TradingDate::from_days(day),
            .open_usd = row.getColumn(first_column).getDouble(),
            .high_usd = row.getColumn(first_column + 1).getDouble(),
            .low_usd = row.getColumn(first_column + 2).getDouble(),
            .close_usd = row.getColumn(first_column + 3).getDouble(),
            .volume_shares = row.getColumn(first_column + 4).getDouble()};
}

std::string insert_bars(std::size_t rows) {
    const std::vector<std::string_view> values(rows, "(?, ?, ?, ?, ?, ?, ?, ?)");
    return fmt::format("INSERT OR REPLACE INTO bar VALUES {}", fmt::join(values, ", "));
}

}  // namespace

void PriceCounts::add(const PriceCounts& other) {
    bars_new += other.bars_new;
    bars_changed += other.bars_changed;
    bars_unchanged += other.bars_unchanged;
    actions += other.actions;
    actions_changed += other.actions_changed;
    splits_revised += other.splits_revised;
    quarantined += other.quarantined;
    bars_withdrawn += other.bars_withdrawn;
    for (const auto& revision : other.revisions) {
        if (revisions.size() < kTold) {
            revisions.push_back(revision);
        }
    }
    for (const auto& item : other.held) {
        if (held.size() < kTold) {
            held.push_back(item);
        }
    }
}

PriceWriter::PriceWriter(SQLite::Database& database, std::int64_t origin_id, std::string found_at)
    : ids_(database),
      known_(database,
             "SELECT date, open, high, low, close, volume, origin_id FROM bar "
             "WHERE symbol_id = ? AND date BETWEEN ? AND ? ORDER BY date"),
      bar_(database, insert_bars(1)),
      bars_(database, insert_bars(kRowsATime)),
      bar_version_(database,
                   "INSERT OR REPLACE INTO bar_version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      drop_bar_(database, "DELETE FROM bar WHERE symbol_id = ? AND date = ?"),
      action_(database, "INSERT OR REPLACE INTO action VALUES (?, ?, ?, ?, ?)"),
      known_action_(database,
                    "SELECT dividend, split, origin_id FROM action "
                    "WHERE symbol_id = ? AND date = ?"),
      action_version_(database, "INSERT OR REPLACE INTO action_version VALUES (?, ?, ?, ?, ?, ?)"),
      actions_between_(database,
                       "SELECT date, dividend, split, origin_id FROM action "
                       "WHERE symbol_id = ? AND date > ? AND date <= ?"),
      drop_action_(database, "DELETE FROM action WHERE symbol_id = ? AND date = ?"),
      end_quarantine_(database, "DELETE FROM quarantine WHERE symbol_id = ? AND date = ?"),
      held_(database, "SELECT DISTINCT date FROM quarantine WHERE symbol_id = ?"),
      quarantine_(database,
                  "INSERT OR REPLACE INTO quarantine (symbol_id, date, reason, origin, found_at, "
                  "rule, open, high, low, close, volume) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      released_(database,
                "SELECT open, high, low, close, volume FROM released "
                "WHERE symbol_id = ? AND date = ?"),
      origin_id_(origin_id),
      found_at_(std::move(found_at)) {}

void PriceWriter::write(const StockUpdate& stock) {
    const std::int64_t id = ids_.of(stock.ticker);
    const auto known = known_bars(id, stock);
    for (const auto& bar : stock.bars) {
        write_bar(stock.ticker, id, known, bar);
    }
    end_quarantines(id, stock.bars);
    for (const auto& action : stock.actions) {
        write_action(id, action);
    }
    withdraw_actions(id, stock);
    for (const auto& item : stock.quarantined) {
        auto vouched = item.fields && is_released(id, *item.fields)
                           ? std::optional{bars::Bar::from(*item.fields)}
                           : std::nullopt;
        if (vouched && vouched->ok()) {
            write_bar(stock.ticker, id, known, vouched->value());
        } else {
            hold_back(id, known, item);
            if (counts_.held.size() < PriceCounts::kTold) {
                counts_.held.push_back({stock.ticker, item});
            }
        }
    }
    insert_waiting(id);
}

PriceWriter::KnownBars PriceWriter::known_bars(std::int64_t id, const StockUpdate& stock) {
    int first = kDayMax;
    int last = 0;
    const auto include = [&](base::TradingDate date) {
        first = std::min(first, date.days_since_1970());
        last = std::max(last, date.days_since_1970());
    };
    for (const auto& bar : stock.bars) {
        include(bar.date());
    }
    for (const auto& item : stock.quarantined) {
        include(item.date);
    }
    KnownBars known;
    known_.reset();
    SQLite::bind(known_, id, first, last);
    while (known_.executeStep()) {
        const int day = known_.getColumn(0).getInt();
        known.emplace_hint(known.end(),
                           day,
                           KnownBar{.fields = fields_at(known_, 1, day),
                                    .origin_id = known_.getColumn(6).getInt64()});
    }
    return known;
}

void PriceWriter::write_bar(const base::Ticker& ticker,
                            std::int64_t id,
                            const KnownBars& known,
                            const bars::Bar& bar) {
    const int day = bar.date().days_since_1970();
    const auto old = known.find(day);
    if (old != known.end()) {
        if (bars::is_same_bar(old->second.fields, bar.fields())) {
            ++counts_.bars_unchanged;
            return;
        }
        keep_version(id, old->second);
        ++counts_.bars_changed;
        if (counts_.revisions.size() < PriceCounts::kTold) {
            counts_.revisions.push_back(
                {.ticker = ticker, .before = old->second.fields, .after = bar.fields()});
        }
    } else {
        ++counts_.bars_new;
    }
    note_change(id, day);
    waiting_.push_back(bar.fields());
    if (waiting_.size() == kRowsATime) {
        insert(bars_, id, waiting_);
        waiting_.clear();
    }
}

void PriceWriter::insert_waiting(std::int64_t id) {
    for (const auto& bar : waiting_) {
        insert(bar_, id, {&bar, 1});
    }
    waiting_.clear();
}

void PriceWriter::insert(SQLite::Statement& statement,
                         std::int64_t id,
                         std::span<const bars::BarFields> rows) {
    statement.reset();
    int parameter = 0;
    for (const auto& bar : rows) {
        statement.bind(++parameter, id);
        statement.bind(++parameter, bar.date.days_since_1970());
        statement.bind(++parameter, bar.open_usd);
        statement.bind(++parameter, bar.high_usd);
        statement.bind(++parameter, bar.low_usd);
        statement.bind(++parameter, bar.close_usd);
        statement.bind(++parameter, bar.volume_shares);
        statement.bind(++parameter, origin_id_);
    }
    statement.exec();
}

void PriceWriter::note_change(std::int64_t id, int day) {
    auto& first = changed_from_.try_emplace(id, day).first->second;
    first = std::min(first, day);
}

void PriceWriter::keep_version(std::int64_t id, const KnownBar& bar) {
    if (bar.origin_id == origin_id_) {
        return;  // Came and went with the same file: nobody ever knew it.
    }
    bar_version_.reset();
    SQLite::bind(bar_version_,
                 id,
                 bar.fields.date.days_since_1970(),
                 bar.origin_id,
                 origin_id_,
                 bar.fields.open_usd,
                 bar.fields.high_usd,
                 bar.fields.low_usd,
                 bar.fields.close_usd,
                 bar.fields.volume_shares);
    bar_version_.exec();
}

void PriceWriter::withdraw_actions(std::int64_t id, const StockUpdate& stock) {
    if (!stock.actions_told) {
        return;
    }
    std::vector<std::pair<int, StoredAction>> gone;
    actions_between_.reset();
    SQLite::bind(actions_between_,
                 id,
                 stock.actions_told->after.days_since_1970(),
                 stock.actions_told->until.days_since_1970());
    while (actions_between_.executeStep()) {
        const auto day = base::TradingDate::from_days(actions_between_.getColumn(0).getInt());
        if (std::ranges::find(stock.actions, day, &bars::Action::ex_date) == stock.actions.end()) {
            gone.emplace_back(day.days_since_1970(),
                              StoredAction{.dividend = actions_between_.getColumn(1).getDouble(),
                                           .split = actions_between_.getColumn(2).getDouble(),
                                           .origin_id = actions_between_.getColumn(3).getInt64()});
        }
    }
    for (const auto& [day, action] : gone) {
        keep_version(id, day, action);
        drop_action_.reset();
        SQLite::bind(drop_action_, id, day);
        drop_action_.exec();
        note_change(id, day);
        ++counts_.actions_changed;
        counts_.splits_revised += action.split != 1.0 ? 1U : 0U;
    }
}

void PriceWriter::keep_version(std::int64_t id, int day, const StoredAction& action) {
    action_version_.reset();
    SQLite::bind(
        action_version_, id, day, action.origin_id, origin_id_, action.dividend, action.split);
    action_version_.exec();
}

void PriceWriter::write_action(std::int64_t id, const bars::Action& action) {
    ++counts_.actions;
    const int day = action.ex_date.days_since_1970();
    known_action_.reset();
    SQLite::bind(known_action_, id, day);
    if (known_action_.executeStep()) {
        const StoredAction stored{.dividend = known_action_.getColumn(0).getDouble(),
                                  .split = known_action_.getColumn(1).getDouble(),
                                  .origin_id = known_action_.getColumn(2).getInt64()};
        if (bars::is_about_same(stored.dividend, action.dividend_usd) &&
            bars::is_about_same(stored.split, action.split_ratio)) {
            return;
        }
        keep_version(id, day, stored);
        const bool is_same_split = bars::is_about_same(stored.split, action.split_ratio);
        counts_.splits_revised += is_same_split ? 0U : 1U;
    }
    ++counts_.actions_changed;
    note_change(id, day);
    action_.reset();
    SQLite::bind(action_, id, day, action.dividend_usd, action.split_ratio, origin_id_);
    action_.exec();
}

void PriceWriter::hold_back(std::int64_t id, const KnownBars& known, const Quarantined& item) {
    const int day = item.date.days_since_1970();
    // Only the bar that is doubted goes. One that is stored with other numbers was believed when it
    // came, and a worse answer of today takes nothing away from it.
    const auto old = known.find(day);
    if (old != known.end() && item.fields && bars::is_same_bar(old->second.fields, *item.fields)) {
        keep_version(id, old->second);
        drop_bar_.reset();
        SQLite::bind(drop_bar_, id, day);
        drop_bar_.exec();
        note_change(id, day);
        ++counts_.bars_withdrawn;
    }
    end_quarantine(id, day);  // One entry a bar: the latest.
    quarantine_.reset();
    SQLite::bind(quarantine_, id, day, item.reason, item.origin, found_at_, item.rule);
    for (int column = 7; column <= 11; ++column) {
        quarantine_.bind(column);  // NULL
    }
    if (item.fields) {
        quarantine_.bind(7, item.fields->open_usd);
        quarantine_.bind(8, item.fields->high_usd);
        quarantine_.bind(9, item.fields->low_usd);
        quarantine_.bind(10, item.fields->close_usd);
        quarantine_.bind(11, item.fields->volume_shares);
    }
    quarantine_.exec();
    ++counts_.quarantined;
}

bool PriceWriter::is_released(std::int64_t id, const bars::BarFields& fields) {
    released_.reset();
    SQLite::bind(released_, id, fields.date.days_since_1970());
    return released_.executeStep() &&
           bars::is_same_bar(fields_at(released_, 0, fields.date.days_since_1970()), fields);
}

void PriceWriter::end_quarantine(std::int64_t id, int day) {
    end_quarantine_.reset();
    SQLite::bind(end_quarantine_, id, day);
    end_quarantine_.exec();
}

void PriceWriter::end_quarantines(std::int64_t id, const std::vector<bars::Bar>& new_bars) {
    std::set<int> held;
    held_.reset();
    held_.bind(1, id);
    while (held_.executeStep()) {
        held.insert(held_.getColumn(0).getInt());
    }
    if (held.empty()) {
        return;
    }
    for (const auto& bar : new_bars) {
        if (held.contains(bar.date().days_since_1970())) {
            end_quarantine(id, bar.date().days_since_1970());
        }
    }
}

}  // namespace market_data::store
