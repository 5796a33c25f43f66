#include "market_data/source/yahoo/chart.hpp"

#include <array>
#include <simdjson.h>
#include <utility>

#include <fmt/format.h>

#include "market_data/source/vendor_reply.hpp"

namespace market_data::source::yahoo {

using base::Result;
using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

namespace {

base::Error broken(std::string what) {
    return base::Error{base::ErrorCode::InvalidInput, std::move(what)};
}

// Empty where the field is absent, null or no text.
std::string text_of(const object& parent, std::string_view name) {
    std::string_view text;
    return parent[name].get(text) == simdjson::SUCCESS ? std::string{text} : std::string{};
}

std::optional<std::int64_t> integer_of(const object& parent, std::string_view name) {
    std::int64_t value = 0;
    return parent[name].get(value) == simdjson::SUCCESS ? std::optional{value} : std::nullopt;
}

// Absent and null are the same to Yahoo.
std::optional<element> present(const object& parent, std::string_view name) {
    element value;
    if (parent[name].get(value) != simdjson::SUCCESS || value.is_null()) {
        return std::nullopt;
    }
    return value;
}

Result<double> number_of(const object& parent, std::string_view name, std::string_view place) {
    double value = 0.0;
    if (parent[name].get(value) != simdjson::SUCCESS) {
        return broken(fmt::format("{} without a number '{}'", place, name));
    }
    return value;
}

Result<std::int64_t> time_of(const object& event, std::string_view place) {
    const auto time = integer_of(event, "date");
    if (!time) {
        return broken(fmt::format("{} without a date", place));
    }
    return *time;
}

Result<std::vector<std::int64_t>> read_times(const element& times) {
    array items;
    if (times.get(items) != simdjson::SUCCESS) {
        return broken("timestamp is no list");
    }
    std::vector<std::int64_t> seconds;
    for (const element item : items) {
        std::int64_t value = 0;
        if (item.get(value) != simdjson::SUCCESS) {
            return broken(fmt::format("timestamp {} is no whole number", seconds.size()));
        }
        seconds.push_back(value);
    }
    return seconds;
}

Result<Column> read_column(const object& quote, std::string_view name, std::size_t size) {
    array items;
    if (quote[name].get(items) != simdjson::SUCCESS) {
        return broken(fmt::format("no list '{}' beside {} timestamps", name, size));
    }
    Column column;
    column.reserve(size);
    for (const element item : items) {
        double value = 0.0;
        if (item.is_null()) {
            column.emplace_back();
        } else if (item.get(value) == simdjson::SUCCESS) {
            column.emplace_back(value);
        } else {
            return broken(fmt::format("{} {} is no number", name, column.size()));
        }
    }
    if (column.size() != size) {
        return broken(fmt::format("{} has {} entries, timestamp {}", name, column.size(), size));
    }
    return column;
}

Result<void> read_columns(const object& result, Chart& chart) {
    object quote;
    if (result["indicators"]["quote"].at(0).get(quote) != simdjson::SUCCESS) {
        return broken("no quote beside the timestamps");
    }
    const std::array<std::pair<std::string_view, Column*>, 5> columns{{{"open", &chart.open},
                                                                       {"high", &chart.high},
                                                                       {"low", &chart.low},
                                                                       {"close", &chart.close},
                                                                       {"volume", &chart.volume}}};
    for (const auto& [name, column] : columns) {
        TRY_ASSIGN(*column, read_column(quote, name, chart.times.size()));
    }
    return {};
}

// The events of one kind: an object whose keys repeat the time of each.
template <typename Each>
Result<void> for_each_event(const object& events, std::string_view kind, const Each& each) {
    const auto list = present(events, kind);
    if (!list) {
        return {};
    }
    object items;
    if (list->get(items) != simdjson::SUCCESS) {
        return broken(fmt::format("events.{} is no object", kind));
    }
    for (const auto& item : items) {
        object event;
        if (item.value.get(event) != simdjson::SUCCESS) {
            return broken(fmt::format("an entry of events.{} is no object", kind));
        }
        TRY(each(event));
    }
    return {};
}

Result<void> read_events(const object& result, Chart& chart) {
    const auto found = present(result, "events");
    if (!found) {
        return {};
    }
    object events;
    if (found->get(events) != simdjson::SUCCESS) {
        return broken("events is no object");
    }
    TRY(for_each_event(events, "dividends", [&](const object& event) -> Result<void> {
        TRY_ASSIGN(const auto time, time_of(event, "a dividend"));
        TRY_ASSIGN(const double amount, number_of(event, "amount", "a dividend"));
        chart.dividends.push_back({.time = time, .amount = amount});
        return {};
    }));
    return for_each_event(events, "splits", [&](const object& event) -> Result<void> {
        TRY_ASSIGN(const auto time, time_of(event, "a split"));
        TRY_ASSIGN(const double numerator, number_of(event, "numerator", "a split"));
        TRY_ASSIGN(const double denominator, number_of(event, "denominator", "a split"));
        chart.splits.push_back({.time = time, .numerator = numerator, .denominator = denominator});
        return {};
    });
}

void read_meta(const object& result, Chart& chart) {
    object meta;
    if (result["meta"].get(meta) != simdjson::SUCCESS) {
        return;
    }
    chart.symbol = text_of(meta, "symbol");
    chart.currency = text_of(meta, "currency");
    chart.granularity = text_of(meta, "dataGranularity");
    chart.zone = text_of(meta, "exchangeTimezoneName");
    chart.gmt_offset_seconds = integer_of(meta, "gmtoffset");
}

Result<Chart> chart_of(const object& answer) {
    Chart chart;
    if (object error; answer["error"].get(error) == simdjson::SUCCESS) {
        chart.error = ChartError{.code = text_of(error, "code"),
                                 .description = text_of(error, "description")};
        return chart;
    }
    object result;
    if (answer["result"].at(0).get(result) != simdjson::SUCCESS) {
        return chart;
    }
    read_meta(result, chart);
    const auto times = present(result, "timestamp");
    if (!times) {
        return chart;
    }
    TRY_ASSIGN(chart.times, read_times(*times));
    if (chart.times.empty()) {
        return chart;
    }
    TRY(read_columns(result, chart));
    TRY(read_events(result, chart));
    return chart;
}

}  // namespace

Result<Chart> read_chart(std::string_view body) {
    if (body.size() > kReplyBytesMax) {
        return broken(fmt::format("{} bytes, more than any history has", body.size()));
    }
    simdjson::dom::parser parser(kReplyBytesMax);
    element root;
    if (const auto status = parser.parse(body.data(), body.size()).get(root);
        status != simdjson::SUCCESS) {
        return broken(fmt::format("no JSON: {}", simdjson::error_message(status)));
    }
    object answer;
    if (root["chart"].get(answer) == simdjson::SUCCESS ||
        root["finance"].get(answer) == simdjson::SUCCESS) {  // Errors before the chart service.
        return chart_of(answer);
    }
    return broken("JSON without a chart");
}

}  // namespace market_data::source::yahoo
