#include "turbomode/models/night_losses.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "turbomode/models/outcomes.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::string_view kHeader =
    "date,side,outcomes,log_loss,log_loss_base_rate,return_correlation";
constexpr std::size_t kFields = 6;

// The text until `end`, which is taken off with it.
std::string_view cut(std::string_view& text, char end) {
    const auto part = text.substr(0, text.find(end));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{value}
                                                                    : std::nullopt;
}

struct Row {
    std::size_t side;
    NightLoss loss;
};

std::optional<Row> row_in(std::string_view line) {
    if (std::ranges::count(line, ',') + 1 != kFields) {
        return std::nullopt;
    }
    const auto date = base::TradingDate::parse(cut(line, ','));
    const auto side_name = cut(line, ',');
    const auto side = std::ranges::find(kSides, side_name, [](Side s) { return name_of(s); });
    const auto outcomes = number_in<std::size_t>(cut(line, ','));
    const auto log_loss = number_in<double>(cut(line, ','));
    const auto base_rate = number_in<double>(cut(line, ','));
    const auto correlation = number_in<double>(line);
    const bool is_sound = date.ok() && side != kSides.end() && outcomes && log_loss && base_rate &&
                          correlation && std::isfinite(*log_loss) && std::isfinite(*base_rate) &&
                          std::isfinite(*correlation);
    if (!is_sound) {
        return std::nullopt;
    }
    return Row{.side = static_cast<std::size_t>(side - kSides.begin()),
               .loss = {.date = date.value(),
                        .outcomes = *outcomes,
                        .log_loss = *log_loss,
                        .log_loss_base_rate = *base_rate,
                        .return_correlation = *correlation}};
}

}  // namespace

std::string csv_of(const NightLosses& losses) {
    std::string text = fmt::format("{}\n", kHeader);
    for (std::size_t side = 0; side < losses.size(); ++side) {
        for (const auto& night : losses[side]) {
            text += fmt::format("{},{},{},{},{},{}\n",
                                night.date.text(),
                                name_of(kSides[side]),
                                night.outcomes,
                                night.log_loss,
                                night.log_loss_base_rate,
                                night.return_correlation);
        }
    }
    return text;
}

Result<NightLosses> read_night_losses(std::string_view csv, const std::string& name) {
    const auto corrupt = [&](std::size_t line, std::string_view why) {
        return Error{ErrorCode::Corruption, fmt::format("{}:{}: {}", name, line, why)};
    };
    if (cut(csv, '\n') != kHeader) {
        return corrupt(1, "not the header of night losses");
    }
    NightLosses losses;
    for (std::size_t number = 2; !csv.empty(); ++number) {
        const auto row = row_in(cut(csv, '\n'));
        if (!row) {
            return corrupt(number, "not a night's losses");
        }
        auto& side = losses[row->side];
        if (!side.empty() && side.back().date >= row->loss.date) {
            return corrupt(number, "not later than the night before it");
        }
        side.push_back(row->loss);
    }
    return losses;
}

}  // namespace turbomode::models
