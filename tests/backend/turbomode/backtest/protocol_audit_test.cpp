#include "turbomode/backtest/protocol_audit.hpp"

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"

namespace turbomode::backtest {
namespace {

// Random walks, whose outcomes nothing foretells, and inputs that are noise but change slowly, as
// features do: a shuffled split finds each row's neighbours among those it learned from.
const models::History& history() {
    static const models::History value = models::history_of(
        models::random_walks({.stocks = 20, .sessions = 330, .seed = 7}), models::slow_noise(3));
    return value;
}

TEST(AuditProtocol, ShufflingFlattersWhereNothingCanBeKnown) {
    const auto audits = audit_protocol(history(), 330, {.seed = 1, .threads = 1}).value();
    ASSERT_EQ(audits.size(), 2U);
    for (const auto& audit : audits) {
        EXPECT_GT(audit.rows, 200U);
        EXPECT_GT(audit.rows_by_date, 500U);
        EXPECT_EQ(audit.learners.size(), models::learner_names().size());
        EXPECT_GE(audit.majority_shuffled, 0.5);
        EXPECT_GT(audit.accuracy_fitted, audit.majority_shuffled + 0.1);
        EXPECT_GT(audit.accuracy_shuffled, audit.majority_shuffled + 0.05)
            << "the predecessor's way has to flatter here, or it is not its way";
        EXPECT_LT(audit.accuracy_by_date, audit.majority_by_date + 0.05);
    }
}

TEST(AuditProtocol, NeedsNightsToJudge) {
    const auto audits = audit_protocol(history(), 12, {.seed = 1, .threads = 1});
    ASSERT_FALSE(audits.ok());
    EXPECT_EQ(audits.error().code, base::ErrorCode::NotEnoughData);
}

}  // namespace
}  // namespace turbomode::backtest
