// How many signals each sector has in each tier: rows are counted, nothing else is computed.
import type { Side, Signal, Tier } from '../../api/types';
import { kTiers } from '../../format/words';

export interface HeatCell {
  tier: Tier;
  buys: number;
  sells: number;
  /** BUY signals more than SELL signals; negative when they are fewer. */
  net: number;
}

export interface HeatRow {
  sector: string;
  cells: HeatCell[];
}

/** A row a sector, in the order of their names; those of `sectors` also when they have none. */
export function heat_rows(signals: readonly Signal[], sectors: readonly string[]): HeatRow[] {
  const names = new Set([...sectors, ...signals.map((signal) => signal.sector)]);
  return [...names].sort().map((sector) => ({
    sector,
    cells: kTiers.map((tier) => {
      const count = (side: Side) =>
        signals.filter(
          (signal) =>
            signal.sector === sector && signal.market_cap === tier && signal.signal_type === side,
        ).length;
      const [buys, sells] = [count('BUY'), count('SELL')];
      return { tier, buys, sells, net: buys - sells };
    }),
  }));
}

/** Name of a colour: the side that has more, and how clearly in three steps. */
export function heat_tone({ buys, sells, net }: HeatCell): string {
  if (buys + sells === 0) return 'none';
  if (net === 0) return 'even';
  const step = Math.abs(net) >= 4 ? 3 : Math.abs(net) >= 2 ? 2 : 1;
  return `${net > 0 ? 'buy' : 'sell'}-${step}`;
}
