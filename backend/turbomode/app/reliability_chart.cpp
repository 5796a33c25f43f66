#include "turbomode/app/reliability_chart.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "turbomode/models/outcomes.hpp"

namespace turbomode::app {

using models::ReliabilityBin;

namespace {

constexpr const char* kHow =
    "bins of equal numbers; 95 % intervals by a bootstrap of blocks of ten nights";
constexpr std::size_t kStrip = 48;  // Characters.

// The probabilities that are drawn, rounded outwards to whole `step`s.
struct Span {
    double low;
    double high;
};

Span span_of(const std::vector<ReliabilityBin>& bins, double step) {
    Span span{.low = 1.0, .high = 0.0};
    for (const auto& bin : bins) {
        span.low = std::min({span.low, bin.confidence, bin.won_low, bin.won});
        span.high = std::max({span.high, bin.confidence, bin.won_high, bin.won});
    }
    if (span.low > span.high) {
        return {.low = 0.0, .high = 1.0};
    }
    span.low = std::max(0.0, std::floor(span.low / step) * step);
    span.high = std::min(1.0, std::ceil(span.high / step) * step);
    if (span.high - span.low < step) {
        span.high = span.low + step;
    }
    return span;
}

std::string strip_of(const ReliabilityBin& bin, const Span& span) {
    const auto place = [&](double probability) {
        const double share = (probability - span.low) / (span.high - span.low);
        return static_cast<std::size_t>(
            std::lround(std::clamp(share, 0.0, 1.0) * static_cast<double>(kStrip - 1)));
    };
    std::string strip(kStrip, ' ');
    for (std::size_t at = place(bin.won_low); at <= place(bin.won_high); ++at) {
        strip[at] = '-';
    }
    strip[place(bin.confidence)] = '|';
    char& won = strip[place(bin.won)];
    won = won == '|' ? '*' : 'o';
    return strip.substr(0, strip.find_last_not_of(' ') + 1);
}

// The drawing: two squares beside each other, in pixels.
constexpr double kSquare = 360.0;
constexpr double kLeft = 70.0;  // From the edge, and from one square to the next one's axis.
constexpr double kTop = 84.0;
constexpr double kBelow = 96.0;
constexpr double kBetween = 90.0;
constexpr double kWidth = kLeft + 2.0 * kSquare + kBetween + 30.0;
constexpr double kHeight = kTop + kSquare + kBelow;
constexpr double kStep = 0.05;  // Between the lines of the grid at least.
constexpr int kGridLinesMax = 10;

std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            default:
                // Control characters are no XML, however they are written.
                result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return result;
}

// One square with its axes.
class Square {
public:
    Square(double left, Span span) : left_(left), span_(span) {}

    double x(double probability) const { return left_ + kSquare * share(probability); }
    double y(double probability) const { return kTop + kSquare * (1.0 - share(probability)); }

    std::string frame(std::string_view side) const;
    std::string point(const ReliabilityBin& bin) const;

private:
    double share(double probability) const {
        return (probability - span_.low) / (span_.high - span_.low);
    }

    double left_;
    Span span_;
};

std::string Square::frame(std::string_view side) const {
    std::string text = fmt::format(
        "<rect class=\"frame\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n",
        left_,
        kTop,
        kSquare,
        kSquare);
    const int first = static_cast<int>(std::lround(span_.low / kStep));
    const int last = static_cast<int>(std::lround(span_.high / kStep));
    const int apart = (last - first) / kGridLinesMax + 1;
    for (int line = first; line <= last; line += apart) {
        const double at = kStep * line;
        text += fmt::format(
            "<path class=\"grid\" d=\"M{0:.1f} {2:.1f}V{3:.1f}M{4:.1f} {1:.1f}H{5:.1f}\"/>\n"
            "<text class=\"tick\" x=\"{0:.1f}\" y=\"{6:.1f}\" text-anchor=\"middle\">{7:.0f}"
            "</text>\n"
            "<text class=\"tick\" x=\"{8:.1f}\" y=\"{9:.1f}\" text-anchor=\"end\">{7:.0f}</text>\n",
            x(at),
            y(at),
            kTop,
            kTop + kSquare,
            left_,
            left_ + kSquare,
            kTop + kSquare + 16.0,
            100.0 * at,
            left_ - 8.0,
            y(at) + 4.0);
    }
    text += fmt::format(
        "<path class=\"diagonal\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n"
        "<text class=\"side\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n"
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">confidence, %</text>\n"
        "<text transform=\"translate({:.1f} {:.1f}) rotate(-90)\" text-anchor=\"middle\">won, "
        "%</text>\n",
        x(span_.low),
        y(span_.low),
        x(span_.high),
        y(span_.high),
        left_,
        kTop - 12.0,
        side,
        left_ + kSquare / 2.0,
        kTop + kSquare + 38.0,
        left_ - 44.0,
        kTop + kSquare / 2.0);
    return text;
}

std::string Square::point(const ReliabilityBin& bin) const {
    return fmt::format(
        "<g class=\"bin\"><title>said {5:.1f} %, {6:.1f} % of {9} won, interval {7:.1f} to {8:.1f} "
        "%</title>\n"
        "<path class=\"interval\" d=\"M{0:.1f} {1:.1f}V{2:.1f}M{3:.1f} {1:.1f}h8M{3:.1f} "
        "{2:.1f}h8\"/>\n"
        "<circle cx=\"{0:.1f}\" cy=\"{4:.1f}\" r=\"4\"/></g>\n",
        x(bin.confidence),
        y(bin.won_low),
        y(bin.won_high),
        x(bin.confidence) - 4.0,
        y(bin.won),
        100.0 * bin.confidence,
        100.0 * bin.won,
        100.0 * bin.won_low,
        100.0 * bin.won_high,
        bin.outcomes);
}

// What a reader who cannot see it is told.
std::string description_of(const std::array<std::vector<ReliabilityBin>, 2>& sides) {
    std::string text;
    for (std::size_t side = 0; side < sides.size(); ++side) {
        text += fmt::format("{}{}:", side == 0 ? "" : " ", models::name_of(models::kSides[side]));
        for (const auto& bin : sides[side]) {
            text += fmt::format(
                " said {:.1f} %, won {:.1f} %;", 100.0 * bin.confidence, 100.0 * bin.won);
        }
    }
    return text;
}

constexpr const char* kStyle =
    "<style>\n"
    "text { font: 13px sans-serif; fill: #222; }\n"
    ".title { font-size: 17px; font-weight: 600; }\n"
    ".side { font-size: 15px; font-weight: 600; }\n"
    ".tick, .note { font-size: 12px; fill: #555; }\n"
    ".paper { fill: #fff; }\n"
    ".frame { fill: none; stroke: #888; }\n"
    ".grid { fill: none; stroke: #ddd; }\n"
    ".diagonal { fill: none; stroke: #555; stroke-dasharray: 6 4; }\n"
    ".interval { fill: none; stroke: #1565c0; stroke-width: 1.5; }\n"
    "circle { fill: #1565c0; }\n"
    "</style>\n";

}  // namespace

std::string reliability_text(const std::vector<ReliabilityBin>& bins) {
    if (bins.empty()) {
        return "  no reliability: nothing was judged out of fold\n";
    }
    const Span span = span_of(bins, 0.01);
    std::string text = fmt::format("  reliability, {}:\n", kHow);
    text += fmt::format("    {:>6} {:>6} {:>15} {:>9}   {:<6.0f}{:^{}}{:>6.0f}\n",
                        "said %",
                        "won %",
                        "95 %",
                        "outcomes",
                        100.0 * span.low,
                        "- interval, o won, | said, * both",
                        kStrip - 12,
                        100.0 * span.high);
    for (const auto& bin : bins) {
        text += fmt::format("    {:>6.1f} {:>6.1f} {:>6.1f} .. {:>5.1f} {:>9}   {}\n",
                            100.0 * bin.confidence,
                            100.0 * bin.won,
                            100.0 * bin.won_low,
                            100.0 * bin.won_high,
                            bin.outcomes,
                            strip_of(bin, span));
    }
    return text;
}

std::string reliability_svg(const std::string& title,
                            const std::array<std::vector<ReliabilityBin>, 2>& sides) {
    std::string text = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" aria-labelledby=\"title desc\">\n"
        "<title id=\"title\">{2}</title>\n"
        "<desc id=\"desc\">Reliability diagram: share that won against confidence, out of fold. "
        "{3}</desc>\n{4}"
        "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n"
        "<text class=\"title\" x=\"{5:.1f}\" y=\"34\">{2}</text>\n",
        kWidth,
        kHeight,
        escaped(title),
        escaped(description_of(sides)),
        kStyle,
        kLeft);
    for (std::size_t side = 0; side < sides.size(); ++side) {
        const Square square(kLeft + static_cast<double>(side) * (kSquare + kBetween),
                            span_of(sides[side], kStep));
        text += fmt::format("<g id=\"{0}\">\n", models::name_of(models::kSides[side]));
        text += square.frame(models::name_of(models::kSides[side]));
        for (const auto& bin : sides[side]) {
            text += square.point(bin);
        }
        text += "</g>\n";
    }
    return text + fmt::format(
                      "<text class=\"note\" x=\"{:.1f}\" y=\"{:.1f}\">Out of fold; {}; on "
                      "the dashed line what was said came true.</text>\n</svg>\n",
                      kLeft,
                      kHeight - 22.0,
                      kHow);
}

}  // namespace turbomode::app
