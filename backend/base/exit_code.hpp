// The exit codes that all programs share.
#pragma once

#include "base/result.hpp"

namespace base {

enum class ExitCode : int {
    Done = 0,
    Failed = 1,         // The work failed.
    Usage = 2,          // Wrong usage or bad configuration.
    Refused = 3,        // A gate, a lock or a safety rule said no.
    NotEnoughData = 4,  // Not enough, not fresh enough or not valid data.
};

constexpr ExitCode exit_code(ErrorCode code) {
    switch (code) {
        case ErrorCode::Usage: return ExitCode::Usage;
        case ErrorCode::Refused:
        case ErrorCode::Corruption: return ExitCode::Refused;
        case ErrorCode::InvalidInput:
        case ErrorCode::NotFound:
        case ErrorCode::NotEnoughData: return ExitCode::NotEnoughData;
        case ErrorCode::Failed: return ExitCode::Failed;
    }
    return ExitCode::Failed;
}

}  // namespace base
