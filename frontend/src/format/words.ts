// The words the pages use for the API's enumerations.
import type { AgeColor, Prediction, Sentiment, Side, Tier } from '../api/types';
import { format_count } from './format';

export const kTiers: readonly Tier[] = ['large_cap', 'mid_cap', 'small_cap'];

/** Singular, capitalised: a title. */
export const kTierTitle: Record<Tier, string> = {
  large_cap: 'Large caps',
  mid_cap: 'Mid caps',
  small_cap: 'Small caps',
};

/** Inside a sentence. */
export const kTierWords: Record<Tier, string> = {
  large_cap: 'large caps',
  mid_cap: 'mid caps',
  small_cap: 'small caps',
};

/** Youngest first. */
export const kAgeColors: readonly AgeColor[] = ['hot', 'warm', 'cool', 'cold'];

export const kAgeDays: Record<AgeColor, string> = {
  hot: '0 to 3 days old',
  warm: '4 to 7 days old',
  cool: '8 to 10 days old',
  cold: '11 to 14 days old',
};

export const kAgeWord: Record<AgeColor, string> = {
  hot: 'Hot',
  warm: 'Warm',
  cool: 'Cool',
  cold: 'Cold',
};

export const kSentimentWord: Record<Sentiment, string> = {
  BULLISH: 'Bullish',
  BEARISH: 'Bearish',
  NEUTRAL: 'Neutral',
};

export const kVerdicts: readonly Prediction['status'][] = ['SIGNAL', 'CANDIDATE', 'NONE'];

export const kVerdictWord: Record<Prediction['status'], string> = {
  SIGNAL: 'Signal',
  CANDIDATE: 'Candidate',
  NONE: 'None',
};

export const kSides: readonly Side[] = ['BUY', 'SELL'];

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${format_count(count)} ${count === 1 ? one : many}`;
}
