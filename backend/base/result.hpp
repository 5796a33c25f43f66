// Result<T>: the value of an operation, or the Error that explains why there is none.
//
// Operational failures (network, database, malformed input) travel as Error values; programmer
// errors go through CHECK in check.hpp. Standing in for std::expected until the toolchain has
// C++23.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/check.hpp"

namespace base {

// What kind of failure it is; app/ maps each to one exit code (see exit_code.hpp).
enum class ErrorCode {
    Usage,          // The command line or the configuration is wrong.
    InvalidInput,   // Data from outside does not hold what it should.
    NotFound,       // A named thing is not there.
    NotEnoughData,  // Too little or too old data to do the work.
    Refused,        // A gate, a lock or a safety rule says no.
    Corruption,     // Stored bytes are not what was written.
    Failed,         // The machine failed us: disk, memory, a library.
};

struct [[nodiscard]] Error {
    ErrorCode code;
    std::string message;  // Where, what, and the offending value; no trailing period.
};

template <typename T>
class [[nodiscard]] Result {
public:
    // Implicit, so that a function can return a value or an Error as it is.
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const noexcept { return state_.index() == 0; }

    // REQUIRES: ok()
    const T& value() const& {
        CHECK(ok());
        return std::get<0>(state_);
    }
    // REQUIRES: ok()
    T& value() & {
        CHECK(ok());
        return std::get<0>(state_);
    }
    // REQUIRES: ok()
    T&& value() && {
        CHECK(ok());
        return std::get<0>(std::move(state_));
    }
    // REQUIRES: !ok()
    const Error& error() const {
        CHECK(!ok());
        return std::get<1>(state_);
    }
    // REQUIRES: !ok()
    Error take_error() && {
        CHECK(!ok());
        return std::get<1>(std::move(state_));
    }

private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    bool ok() const noexcept { return !error_.has_value(); }
    // REQUIRES: !ok()
    const Error& error() const {
        CHECK(!ok());
        return *error_;
    }
    // REQUIRES: !ok()
    Error take_error() && {
        CHECK(!ok());
        return *std::move(error_);
    }

private:
    std::optional<Error> error_;
};

}  // namespace base

#define BASE_CONCAT_INNER(a, b) a##b
#define BASE_CONCAT(a, b) BASE_CONCAT_INNER(a, b)

// Returns the error of `expression` (a Result<void>) from the current function, if there is one.
#define TRY(expression) TRY_IMPL(BASE_CONCAT(try_result_, __LINE__), expression)
#define TRY_IMPL(result, expression)                           \
    do {                                                       \
        if (auto result = (expression); !result.ok()) [[unlikely]] \
            return std::move(result).take_error();             \
    } while (false)

// Declares `declaration` with the value of `expression` (a Result<T>), or returns its error.
#define TRY_ASSIGN(declaration, expression) \
    TRY_ASSIGN_IMPL(BASE_CONCAT(try_result_, __LINE__), declaration, expression)
#define TRY_ASSIGN_IMPL(result, declaration, expression) \
    auto result = (expression);                          \
    if (!result.ok()) [[unlikely]]                       \
        return std::move(result).take_error();           \
    declaration = std::move(result).value()
