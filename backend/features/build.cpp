#include "features/build.hpp"

#include <algorithm>
#include <iterator>

#include "base/check.hpp"
#include "features/calendar/calendar.hpp"
#include "features/catalog.hpp"
#include "features/cross_section/cross_section.hpp"
#include "features/market/beta.hpp"
#include "features/market/market.hpp"
#include "features/market/sector.hpp"
#include "features/members.hpp"
#include "features/parallel.hpp"
#include "features/stock_inputs.hpp"
#include "features/volume/volume.hpp"

namespace features {

namespace {

// The panel's session of each bar. CHECKs that each has one.
std::vector<std::uint32_t> sessions_of_bars(std::span<const base::TradingDate> sessions,
                                            std::span<const base::TradingDate> bars) {
    std::vector<std::uint32_t> found;
    found.reserve(bars.size());
    std::size_t session = 0;
    for (const auto date : bars) {
        while (session < sessions.size() && sessions[session] < date) {
            ++session;
        }
        CHECK(session < sessions.size() && sessions[session] == date);
        found.push_back(static_cast<std::uint32_t>(session));
    }
    return found;
}

// All features of one stock alone, on its own bars. One a thread: keeps its memory.
class OwnWorker {
public:
    OwnWorker(const bars::Panel& panel, std::size_t first_session)
        : panel_(panel), first_session_(first_session) {}

    Track run(std::size_t stock, Matrix& matrix, Matrix& unpublished) {
        const auto& series = panel_.stocks[stock].series;
        Track track{sessions_of_bars(panel_.sessions, series.dates()), {}};
        // The first bar whose value is kept.
        const auto kept = std::ranges::lower_bound(track.session, first_session_);
        const auto needed = static_cast<std::size_t>(kept - track.session.begin());
        inputs_.assign(series, needed);
        values_.resize(series.size());
        views_.clear();
        compute(own_features(), track, needed, matrix, stock);
        compute(volume::unpublished(), track, needed, unpublished, stock);
        track.return_log = inputs_.return_log;
        return track;
    }

private:
    void compute(std::span<const StockFeature> rows,
                 const Track& track,
                 std::size_t needed,
                 Matrix& matrix,
                 std::size_t stock) {
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const auto& [feature, kernel, memory] = rows[row];
            const std::size_t start = memory.start(needed, feature.warmup_sessions);
            kernel(view_from(start), {std::span{values_}.subspan(start), needed - start});
            scatter<float>(values_, track.session, first_session_, matrix.column(row, stock));
        }
    }

    // A few starts serve all rows.
    const StockView& view_from(std::size_t start) {
        const auto known = std::ranges::find(views_, start, &View::start);
        return known != views_.end() ? known->view
                                     : views_.emplace_back(start, inputs_.from(start)).view;
    }

    struct View {
        View(std::size_t first, StockView shown) : start(first), view(shown) {}
        std::size_t start;
        StockView view;
    };
    const bars::Panel& panel_;
    std::size_t first_session_;
    StockInputs inputs_;
    std::vector<View> views_;
    std::vector<double> values_;
};

// What is the same for all stocks: the market, and the calendar, which comes after it.
void compute_market(const market::MarketInputs& in, unsigned threads, Matrix& matrix) {
    const auto rows = market::table();
    const auto dates = calendar::table();
    const std::size_t sessions = matrix.session_count();
    std::vector<std::vector<double>> values(rows.size() + dates.size(),
                                            std::vector<double>(sessions));
    const auto compute = [&](std::size_t row) {
        if (row < rows.size()) {
            rows[row].kernel(in, values[row]);
        } else {
            std::ranges::transform(
                matrix.sessions(), values[row].begin(), dates[row - rows.size()].value);
        }
    };
    parallel_for(values.size(), threads, [&] { return compute; });
    const std::size_t first = blocks().market;
    CHECK(blocks().calendar == first + rows.size());
    const auto copy = [&](std::size_t stock) {
        for (std::size_t row = 0; row < values.size(); ++row) {
            const auto column = matrix.column(first + row, stock);
            std::ranges::transform(values[row], column.begin(), [](double value) {
                return static_cast<float>(value);
            });
        }
    };
    parallel_for(matrix.stock_count(), threads, [&] { return copy; });
}

}  // namespace

Matrix build(const bars::Panel& panel, base::TradingDate as_of, const BuildOptions& options) {
    bars::check_not_later(panel, as_of);
    for (const auto& stock : panel.stocks) {
        CHECK(stock.member.size() == panel.sessions.size());
    }
    const std::size_t all = panel.sessions.size();
    const std::size_t kept =
        options.last_sessions == 0 ? all : std::min(options.last_sessions, all);
    const std::size_t first = all - kept;
    const std::vector<base::TradingDate> sessions(
        std::next(panel.sessions.begin(), static_cast<std::ptrdiff_t>(first)),
        panel.sessions.end());
    const std::size_t stocks = panel.stocks.size();
    auto matrix = Matrix::unfilled(schema().size(), stocks, sessions);
    auto unpublished = Matrix::unfilled(volume::unpublished().size(), stocks, sessions);

    std::vector<Track> tracks(stocks);
    const auto make_worker = [&] {
        return [&, worker = OwnWorker{panel, first}](std::size_t stock) mutable {
            tracks[stock] = worker.run(stock, matrix, unpublished);
        };
    };
    parallel_for(stocks, options.threads, make_worker);

    const auto members = Members::of(panel, first);
    const auto series = market::MarketSeries::of(panel, tracks);
    compute_market({matrix, members, series, first}, options.threads, matrix);
    market::compute_sectors(members, options.threads, matrix);
    market::compute_betas(series, tracks, first, options.threads, matrix);
    cross_section::compute(unpublished, members, options.threads, matrix);
    return matrix;
}

}  // namespace features
