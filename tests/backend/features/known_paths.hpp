// Price paths so plain that the value of a feature on them follows from its definition by hand.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "bars/bar_series.hpp"

namespace features {

// Bars of a path, on NYSE sessions one after the other from 2015-03-04 on.
inline constexpr std::size_t kPathBars = 1300;

// Closes 100 e^move(t) and volume(t). Each bar opens at the close before and is no wider than its
// body.
using OnBar = std::function<double(std::size_t)>;
bars::BarSeries path(const OnBar& move, const OnBar& volume);
// Closes move by the log return g each session, g > 0 or g < 0; 1,000 shares trade a session.
bars::BarSeries trend(double g);
// Closes go up and down by the log return s > 0, the last one up, so that all bars have the same
// range. 2,000 shares trade on a rising session, 1,000 on a falling one.
bars::BarSeries zigzag(double s);

// What a feature is on the last bar of a path, as a function of its g or s; nothing: not known
// by hand.
using OnPath = std::function<double(double)>;
struct Property {
    std::string_view feature;
    OnPath in_a_trend;
    OnPath in_a_zigzag;
};

// Expects these values of features of one stock, to 1e-9, relative or absolute.
void expect_properties(std::span<const Property> properties);

}  // namespace features
