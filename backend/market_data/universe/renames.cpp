#include "market_data/universe/renames.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/check.hpp"

namespace market_data::universe {

using base::Ticker;
using base::TradingDate;

namespace {

constexpr std::array kRenames = std::to_array<Rename>({
    {TradingDate{2011, 1, 4}, "MOT", "MSI"},     // Motorola Solutions
    {TradingDate{2012, 10, 2}, "KFT", "MDLZ"},   // Mondelez; KRFT was the part spun off
    {TradingDate{2013, 1, 24}, "WPI", "ACT"},    // Actavis
    {TradingDate{2014, 4, 3}, "GOOG", "GOOGL"},  // Class A; the new class C took GOOG
    {TradingDate{2014, 12, 3}, "WLP", "ANTM"},   // Anthem
    {TradingDate{2014, 12, 31}, "WAG", "WBA"},   // Walgreens Boots Alliance
    {TradingDate{2015, 2, 19}, "NU", "ES"},      // Eversource Energy
    {TradingDate{2015, 6, 15}, "ACT", "AGN"},    // Allergan plc, which had bought the old AGN
    {TradingDate{2015, 6, 29}, "ZMH", "ZBH"},    // Zimmer Biomet
    {TradingDate{2016, 1, 15}, "ACE", "CB"},     // Chubb Limited, which had bought the old CB
    {TradingDate{2016, 4, 28}, "MHFI", "SPGI"},  // S&P Global
    {TradingDate{2016, 11, 1}, "AA", "ARNC"},    // Arconic; the new AA is the part spun off
    {TradingDate{2017, 8, 1}, "TSO", "ANDV"},    // Andeavor
    {TradingDate{2017, 10, 31}, "COH", "TPR"},   // Tapestry
    {TradingDate{2017, 11, 15}, "Q", "IQV"},     // IQVIA
    {TradingDate{2017, 12, 5}, "DLPH", "APTV"},  // Aptiv
    {TradingDate{2018, 2, 27}, "PCLN", "BKNG"},  // Booking Holdings
    {TradingDate{2018, 2, 28}, "HCN", "WELL"},   // Welltower
    {TradingDate{2018, 3, 20}, "CBG", "CBRE"},   // CBRE Group
    {TradingDate{2018, 5, 24}, "LUK", "JEF"},    // Jefferies Financial
    {TradingDate{2018, 7, 10}, "DPS", "KDP"},    // Keurig Dr Pepper
    {TradingDate{2019, 1, 2}, "KORS", "CPRI"},   // Capri Holdings
    {TradingDate{2019, 6, 3}, "DWDP", "DD"},     // DuPont, after Dow and Corteva had left it
    {TradingDate{2019, 7, 1}, "HRS", "LHX"},     // L3Harris
    {TradingDate{2019, 8, 9}, "TMK", "GL"},      // Globe Life
    {TradingDate{2019, 10, 18}, "BHGE", "BKR"},  // Baker Hughes
    {TradingDate{2019, 11, 5}, "HCP", "PEAK"},   // Healthpeak Properties
    {TradingDate{2019, 11, 5}, "SYMC", "NLOK"},  // NortonLifeLock
    {TradingDate{2019, 12, 5}, "CBS", "VIAC"},   // ViacomCBS
    {TradingDate{2019, 12, 9}, "BBT", "TFC"},    // Truist Financial
    {TradingDate{2019, 12, 10}, "JEC", "J"},     // Jacobs
    {TradingDate{2020, 3, 2}, "IR", "TT"},       // Trane; the next line's stock took IR
    {TradingDate{2020, 3, 2}, "GDI", "IR"},      // Ingersoll Rand, formerly Gardner Denver
    {TradingDate{2020, 4, 1}, "ARNC", "HWM"},    // Howmet; the new ARNC is the part spun off
    {TradingDate{2020, 4, 3}, "UTX", "RTX"},     // Raytheon Technologies
    {TradingDate{2020, 9, 18}, "CTL", "LUMN"},   // Lumen Technologies
    {TradingDate{2021, 8, 3}, "LB", "BBWI"},     // Bath & Body Works
    {TradingDate{2021, 10, 4}, "COG", "CTRA"},   // Coterra Energy
    {TradingDate{2022, 1, 10}, "WLTW", "WTW"},   // Willis Towers Watson
    {TradingDate{2022, 2, 17}, "VIAC", "PARA"},  // Paramount Global
    {TradingDate{2022, 4, 11}, "DISCA", "WBD"},  // Warner Bros. Discovery
    {TradingDate{2022, 5, 10}, "BLL", "BALL"},   // Ball
    {TradingDate{2022, 6, 9}, "FB", "META"},     // Meta Platforms
    {TradingDate{2022, 6, 28}, "ANTM", "ELV"},   // Elevance Health
    {TradingDate{2022, 11, 8}, "NLOK", "GEN"},   // Gen Digital
    {TradingDate{2023, 5, 16}, "PKI", "RVTY"},   // Revvity
    {TradingDate{2023, 6, 7}, "FISV", "FI"},     // Fiserv, at the NYSE for a while
    {TradingDate{2023, 7, 10}, "RE", "EG"},      // Everest Group
    {TradingDate{2023, 8, 30}, "ABC", "COR"},    // Cencora
    {TradingDate{2024, 2, 1}, "CDAY", "DAY"},    // Dayforce
    {TradingDate{2024, 3, 4}, "PEAK", "DOC"},    // Healthpeak, after buying the old DOC
    {TradingDate{2024, 3, 25}, "FLT", "CPAY"},   // Corpay
    {TradingDate{2025, 11, 11}, "FI", "FISV"},   // Fiserv, back at Nasdaq
    {TradingDate{2026, 1, 14}, "MMC", "MRSH"},   // Marsh McLennan
    {TradingDate{2026, 5, 22}, "BK", "BNY"},     // BNY Mellon
    {TradingDate{2026, 6, 25}, "SATS", "ECHO"},  // EchoStar
});

static_assert(std::ranges::is_sorted(kRenames, {}, &Rename::first));

Ticker ticker_of(std::string_view text) {
    auto ticker = Ticker::from(text);
    CHECK(ticker.ok());
    return std::move(ticker).value();
}

}  // namespace

std::span<const Rename> renames() {
    return kRenames;
}

Ticker current_ticker(const Ticker& ticker, TradingDate on) {
    std::string_view now = ticker.text();
    TradingDate since = on;
    for (const Rename& rename : kRenames) {
        if (rename.first > since && rename.from == now) {
            now = rename.to;
            since = rename.first;  // On one day a ticker can change hands: IR on 2020-03-02.
        }
    }
    return ticker_of(now);
}

Ticker ticker_on(const Ticker& current, TradingDate date) {
    std::string_view then = current.text();
    std::optional<TradingDate> until;  // The last rename undone; one stock has one a day.
    for (auto rename = kRenames.rbegin(); rename != kRenames.rend(); ++rename) {
        if (rename->first > date && rename->first != until && rename->to == then) {
            then = rename->from;
            until = rename->first;
        }
    }
    return ticker_of(then);
}

}  // namespace market_data::universe
