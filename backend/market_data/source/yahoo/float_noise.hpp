// Prices as they were traded, out of Yahoo's rounded ones.
#pragma once

namespace market_data::source::yahoo {

// How far a price that was turned back to the shares of its day may lie from the one traded.
//
// Yahoo divides by the later splits, rounds to six decimals, then stores 24 binary digits: measured
// on replies of AAPL, MSFT, NVDA and TSLA, where all of 15,424 prices equal their own value so
// rounded. Both errors grow with the splits that are multiplied back in.
// Input: the price in today's shares and the product of the splits after its day; both > 0.
double price_noise_usd(double price_usd, double later_splits);

// The shortest decimal within the noise of `price_usd`: 129.0399932861328 -> 129.04 when the noise
// is 8e-6. Two decimals up to six, as old prices are in 64ths; rounded to six where none is near
// enough. So a price has the same bits however many splits Yahoo has divided it by since, as long
// as its noise is below half a step of its own decimals; and it is never moved further than Yahoo
// itself may have moved it.
// Monotone for one and the same noise, so high stays above low.
double without_float_noise(double price_usd, double noise_usd);

}  // namespace market_data::source::yahoo
