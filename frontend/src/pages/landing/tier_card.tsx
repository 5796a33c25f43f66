// A tier in short: how many signals it has, and its best ones.
import type { LatestRun, Signal, Stats, Tier } from '../../api/types';
import { AgeBadge, SideBadge } from '../../components/badges';
import { kPagePath } from '../../components/header';
import { ArrowIcon } from '../../components/icons';
import { format_pct, format_price, format_probability } from '../../format/format';
import { stock_path } from '../../format/symbol_query';
import { explain_empty_tier } from '../../format/run_state';
import { kTierTitle } from '../../format/words';

interface Props {
  tier: Tier;
  /** Best first. */
  best: readonly Signal[];
  stats: Stats;
  latest: LatestRun;
}

export function TierCard({ tier, best, stats, latest }: Props) {
  const { buy_count, sell_count } = stats.active_by_tier[tier];
  return (
    <li class="panel card tier-card" data-tier={tier}>
      <div class="card-head">
        <h2>
          <a href={kPagePath[tier]}>
            {kTierTitle[tier]} <ArrowIcon />
          </a>
        </h2>
        <span class="card-counts">
          <a class="buy" href={`${kPagePath[tier]}#buy`}>
            <b>{buy_count}</b> BUY
          </a>
          <a class="sell" href={`${kPagePath[tier]}#sell`}>
            <b>{sell_count}</b> SELL
          </a>
        </span>
      </div>
      {best.length === 0 ? (
        <p class="muted">{explain_empty_tier(latest, tier)}</p>
      ) : (
        <ol class="best">
          {best.map((signal) => (
            <BestSignal key={signal.symbol} signal={signal} />
          ))}
        </ol>
      )}
    </li>
  );
}

function BestSignal({ signal }: { signal: Signal }) {
  return (
    <li data-symbol={signal.symbol}>
      <span class="best-head">
        <a class="symbol" href={stock_path(signal.symbol)}>
          {signal.symbol}
        </a>
        <SideBadge side={signal.signal_type} />
        <AgeBadge color={signal.age_color} days={signal.age_days} />
        <span class="best-price">{format_price(signal.current_price)}</span>
      </span>
      <span class="best-foot">
        <span class="company">{signal.name}</span>
        <span class="best-numbers">
          <b>{format_probability(signal.confidence)}</b> vs base{' '}
          <b>{format_probability(signal.base_rate)}</b>
          {signal.profit_loss_pct !== null && (
            <span class={signal.profit_loss_pct < 0 ? 'loss' : 'gain'}>
              {format_pct(signal.profit_loss_pct)}
            </span>
          )}
        </span>
      </span>
    </li>
  );
}
