// Exposition: metrics as lines of text. Inside of this layer only.
//
// Source: Prometheus, text-based exposition format 0.0.4.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turbomode::api {

class Exposition {
public:
    using Labels = std::vector<std::pair<std::string_view, std::string>>;

    enum class Type { Gauge, Counter };

    // Begins a metric; its samples follow. Names and meaning stand there without any, too.
    void metric(std::string_view name, Type type, std::string_view meaning);
    // REQUIRES: a metric was begun; each time other labels.
    void sample(double value, const Labels& labels = {});

    const std::string& text() const { return text_; }

private:
    std::string name_;
    std::string text_;
};

}  // namespace turbomode::api
