// The contract of every store: the tests are in store_contract.cpp, and a new implementation joins
// with one INSTANTIATE_TEST_SUITE_P of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "turbomode/store/signal_store.hpp"

namespace turbomode::store {

// An empty store of one kind, gone with all it holds when this is destroyed.
class StoreUnderTest {
public:
    StoreUnderTest() = default;
    StoreUnderTest(const StoreUnderTest&) = delete;
    StoreUnderTest& operator=(const StoreUnderTest&) = delete;
    virtual ~StoreUnderTest() = default;

    virtual SignalStore& store() = 0;
    // REQUIRES: store() was called before, so that there is something to view.
    virtual SignalViews& views() = 0;
    // All that is stored, as text: equal if and only if every row is.
    virtual std::string dump() = 0;
    // Calls `meanwhile` while another writer is in the middle of a transaction.
    virtual void while_writing(const std::function<void()>& meanwhile) = 0;
};

struct StoreKind {
    std::string name;
    std::function<std::unique_ptr<StoreUnderTest>()> make;
};

class StoreContract : public testing::TestWithParam<StoreKind> {
protected:
    StoreContract() : under_test_(GetParam().make()) { under_test_->store(); }

    SignalStore& store() { return under_test_->store(); }
    SignalViews& views() { return under_test_->views(); }
    std::string dump() { return under_test_->dump(); }
    StoreUnderTest& under_test() { return *under_test_; }

private:
    std::unique_ptr<StoreUnderTest> under_test_;
};

}  // namespace turbomode::store
