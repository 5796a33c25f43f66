#include "turbomode/api/empty_views.hpp"

namespace turbomode::api {

namespace {

template <typename Row>
using Rows = base::Result<std::vector<Row>>;

class EmptyViews final : public store::SignalViews {
public:
    Rows<store::Run> runs(std::size_t) const override { return std::vector<store::Run>{}; }
    base::Result<std::optional<store::Run>> last_shown() const override {
        return std::optional<store::Run>{};
    }
    Rows<store::ActiveRow> active_on(base::TradingDate) const override {
        return std::vector<store::ActiveRow>{};
    }
    Rows<store::ClosedRow> history(const std::string&, std::size_t) const override {
        return std::vector<store::ClosedRow>{};
    }
    Rows<store::Prediction> predictions_on(base::TradingDate) const override {
        return std::vector<store::Prediction>{};
    }
    Rows<std::pair<base::TradingDate, store::Prediction>> predictions_of(
        const base::Ticker&, std::size_t) const override {
        return std::vector<std::pair<base::TradingDate, store::Prediction>>{};
    }
    Rows<signals::Judged> judged(std::size_t) const override {
        return std::vector<signals::Judged>{};
    }
};

}  // namespace

std::unique_ptr<store::SignalViews> empty_views() {
    return std::make_unique<EmptyViews>();
}

}  // namespace turbomode::api
