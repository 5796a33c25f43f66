// The features of one stock alone, in full precision: for comparison with an implementation that
// shares no line with this one (vectors_test.py).
//
// stdin: date,open,high,low,close,volume,dividend,split with a header, oldest first, as traded.
// stdout: a header date,<features>, and a row a bar; empty where a feature has no value yet.
#include <charconv>
#include <cmath>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "features/catalog.hpp"

namespace {

std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields{""};
    for (const char letter : line) {
        if (letter == ',') {
            fields.emplace_back();
        } else {
            fields.back() += letter;
        }
    }
    return fields;
}

double number(const std::string& text) {
    double value = 0.0;
    const char* const end = text.data() + text.size();
    if (std::from_chars(text.data(), end, value).ptr != end || text.empty()) {
        throw std::invalid_argument("not a number: " + text);
    }
    return value;
}

bars::BarSeries read_series() {
    bars::BarSeries series;
    std::string line;
    std::getline(std::cin, line);
    while (std::getline(std::cin, line)) {
        const auto fields = fields_of(line);
        const auto date = base::TradingDate::parse(fields.at(0)).value();
        series.append(bars::Bar::from({.date = date,
                                       .open_usd = number(fields.at(1)),
                                       .high_usd = number(fields.at(2)),
                                       .low_usd = number(fields.at(3)),
                                       .close_usd = number(fields.at(4)),
                                       .volume_shares = number(fields.at(5))})
                          .value());
        const double dividend = number(fields.at(6));
        const double split = number(fields.at(7));
        if (dividend != 0.0 || split != 1.0) {
            series.append(bars::Action{date, dividend, split});
        }
    }
    return series;
}

}  // namespace

int main() {
    const auto series = read_series();
    features::StockInputs inputs;
    inputs.assign(series);
    std::vector<std::vector<double>> columns;
    std::string text = "date";
    for (const auto& row : features::own_features()) {
        columns.emplace_back(inputs.size());
        row.kernel(inputs.from(0), columns.back());
        text += fmt::format(",{}", row.feature.name);
    }
    text += '\n';
    for (std::size_t bar = 0; bar < inputs.size(); ++bar) {
        text += series.dates()[bar].text();
        for (const auto& column : columns) {
            text += std::isnan(column[bar]) ? "," : fmt::format(",{:.17g}", column[bar]);
        }
        text += '\n';
    }
    std::cout << text;
}
