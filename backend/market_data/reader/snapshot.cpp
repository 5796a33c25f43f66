#include "market_data/reader/snapshot.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <string_view>
#include <xxhash.h>

namespace market_data {

using base::Result;
using base::TradingDate;

namespace {

static_assert(std::endian::native == std::endian::little, "the file is read as it lies in memory");

constexpr std::size_t kAlignment = 64;
constexpr std::array<char, 8> kMagic{'T', 'M', 'B', 'A', 'R', 'S', '\r', '\n'};
constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kVersionSize = 40;

struct alignas(kAlignment) Header {
    std::array<char, 8> magic;
    std::uint64_t format;
    std::array<char, kVersionSize> prices_version;  // The rest is zero.
    std::uint64_t stocks;
    std::uint64_t bars;
    std::uint64_t actions;
};
using Hash = std::uint64_t;

Header header_of(const std::string& prices_version,
                 std::uint64_t stocks,
                 std::uint64_t bars,
                 std::uint64_t actions) {
    CHECK(prices_version.size() <= kVersionSize);
    Header header{};
    header.magic = kMagic;
    header.format = kFormat;
    std::ranges::copy(prices_version, header.prices_version.begin());
    header.stocks = stocks;
    header.bars = bars;
    header.actions = actions;
    return header;
}

constexpr std::size_t padding(std::size_t bytes) {
    return (kAlignment - bytes % kAlignment) % kAlignment;
}

// Takes one part after the other off the front of a file. What is missing is empty, and said.
class Parts {
public:
    explicit Parts(std::string_view bytes) : rest_(bytes) {}

    template <typename T>
    std::span<const T> take(std::uint64_t count) {
        if (count > rest_.size() / sizeof(T)) {
            is_whole_ = false;
            return {};
        }
        const auto* const values = reinterpret_cast<const T*>(rest_.data());
        const auto bytes = count * sizeof(T);
        rest_.remove_prefix(std::min(rest_.size(), bytes + padding(bytes)));
        return {values, count};
    }
    bool is_whole() const { return is_whole_; }

private:
    std::string_view rest_;
    bool is_whole_ = true;
};

// Whether the file's last bytes are the hash of the rest. It reads all of the file.
bool is_sound(std::string_view file) {
    const auto body = file.substr(0, file.size() - sizeof(Hash));
    Hash hash = 0;
    std::memcpy(&hash, file.data() + body.size(), sizeof(hash));
    return XXH3_64bits(body.data(), body.size()) == hash;
}

// Hands parts on, padded, and hashes them.
class HashingSink {
public:
    explicit HashingSink(const base::Sink& sink)
        : sink_(sink), state_(XXH3_createState(), &XXH3_freeState) {
        CHECK(state_ != nullptr);
        XXH3_64bits_reset(state_.get());
    }

    template <typename T>
    Result<void> write(std::span<const T> values) {
        static constexpr std::array<char, kAlignment> kZeros{};
        TRY(write_bytes({reinterpret_cast<const char*>(values.data()), values.size_bytes()}));
        return write_bytes({kZeros.data(), padding(values.size_bytes())});
    }
    Result<void> write_hash() {
        const Hash hash = XXH3_64bits_digest(state_.get());
        return sink_({reinterpret_cast<const char*>(&hash), sizeof(hash)});
    }

private:
    Result<void> write_bytes(std::string_view bytes) {
        XXH3_64bits_update(state_.get(), bytes.data(), bytes.size());
        return sink_(bytes);
    }

    const base::Sink& sink_;
    std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state_;
};

std::filesystem::path path_of(const std::filesystem::path& database) {
    auto path = database;
    path += ".snapshot";
    return path;
}

// A part of a column that belongs to one stock, from its front.
template <typename T>
std::span<const T> take(std::span<const T>& column, std::uint64_t count) {
    const auto mine = column.first(count);
    column = column.subspan(count);
    return mine;
}

}  // namespace

std::optional<Snapshot> Snapshot::open(const std::filesystem::path& database,
                                       const std::string& prices_version) {
    auto mapped = base::MappedFile::open(path_of(database));
    if (!mapped || mapped->bytes().size() < sizeof(Header) + sizeof(Hash) ||
        prices_version.empty() || prices_version.size() > kVersionSize) {
        return std::nullopt;
    }
    const auto file = mapped->bytes();
    Parts parts(file.substr(0, file.size() - sizeof(Hash)));
    const Header header = parts.take<Header>(1).front();
    const auto wanted = header_of(prices_version, 0, 0, 0);
    if (header.magic != wanted.magic || header.format != wanted.format ||
        header.prices_version != wanted.prices_version || !is_sound(file)) {
        return std::nullopt;
    }
    Snapshot snapshot(std::move(*mapped));
    const auto directory = parts.take<SnapshotWriter::Entry>(header.stocks);
    Rows all{.date = parts.take<std::int32_t>(header.bars), .numbers = {}};
    for (auto& column : all.numbers) {
        column = parts.take<double>(header.bars);
    }
    all.action_date = parts.take<std::int32_t>(header.actions);
    all.dividend = parts.take<double>(header.actions);
    all.split = parts.take<double>(header.actions);
    if (!parts.is_whole()) {
        return std::nullopt;
    }
    for (const auto& entry : directory) {
        if (entry.bars > all.date.size() || entry.actions > all.split.size()) {
            return std::nullopt;
        }
        Rows& stock = snapshot.stocks_[entry.symbol_id];
        stock.date = take(all.date, entry.bars);
        for (std::size_t i = 0; i < all.numbers.size(); ++i) {
            stock.numbers[i] = take(all.numbers[i], entry.bars);
        }
        stock.action_date = take(all.action_date, entry.actions);
        stock.dividend = take(all.dividend, entry.actions);
        stock.split = take(all.split, entry.actions);
    }
    return snapshot;
}

bars::BarSeries Snapshot::series(std::int64_t symbol_id, TradingDate from, TradingDate to) const {
    const auto found = stocks_.find(symbol_id);
    if (found == stocks_.end()) {
        return {};
    }
    const Rows& rows = found->second;
    const auto index = [](std::span<const std::int32_t> days, auto bound) {
        return static_cast<std::size_t>(bound - days.begin());
    };
    const auto first =
        index(rows.date, std::ranges::lower_bound(rows.date, from.days_since_1970()));
    const auto end = index(rows.date, std::ranges::upper_bound(rows.date, to.days_since_1970()));
    const auto count = std::max(first, end) - first;
    std::vector<TradingDate> dates;
    dates.reserve(count);
    for (const auto day : rows.date.subspan(first, count)) {
        dates.push_back(TradingDate::from_days(day));
    }
    bars::BarSeries series(std::move(dates),
                           {rows.numbers[0].subspan(first, count),
                            rows.numbers[1].subspan(first, count),
                            rows.numbers[2].subspan(first, count),
                            rows.numbers[3].subspan(first, count),
                            rows.numbers[4].subspan(first, count)});
    for (std::size_t i = 0; i < rows.action_date.size(); ++i) {
        const auto date = TradingDate::from_days(rows.action_date[i]);
        if (date >= from && date <= to) {
            series.append(bars::Action{
                .ex_date = date, .dividend_usd = rows.dividend[i], .split_ratio = rows.split[i]});
        }
    }
    return series;
}

void SnapshotWriter::add(std::int64_t symbol_id, const bars::BarSeries& series) {
    stocks_.push_back(
        {.symbol_id = symbol_id, .bars = series.size(), .actions = series.actions().size()});
    for (const auto date : series.dates()) {
        date_.push_back(date.days_since_1970());
    }
    const auto append = [](std::vector<double>& column, std::span<const double> values) {
        column.insert(column.end(), values.begin(), values.end());
    };
    append(numbers_[0], series.open_usd());
    append(numbers_[1], series.high_usd());
    append(numbers_[2], series.low_usd());
    append(numbers_[3], series.close_usd());
    append(numbers_[4], series.volume_shares());
    for (const auto& action : series.actions()) {
        action_date_.push_back(action.ex_date.days_since_1970());
        dividend_.push_back(action.dividend_usd);
        split_.push_back(action.split_ratio);
    }
}

Result<void> SnapshotWriter::write(const std::filesystem::path& database,
                                   const std::string& prices_version) const {
    const Header header =
        header_of(prices_version, stocks_.size(), date_.size(), action_date_.size());
    return base::replace_kept_file(path_of(database), [&](const base::Sink& sink) -> Result<void> {
        HashingSink hashing(sink);
        TRY(hashing.write(std::span{&header, 1}));
        TRY(hashing.write(std::span{stocks_}));
        TRY(hashing.write(std::span{date_}));
        for (const auto& column : numbers_) {
            TRY(hashing.write(std::span{column}));
        }
        TRY(hashing.write(std::span{action_date_}));
        TRY(hashing.write(std::span{dividend_}));
        TRY(hashing.write(std::span{split_}));
        return hashing.write_hash();
    });
}

}  // namespace market_data
