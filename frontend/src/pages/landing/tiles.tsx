// The track record in four tiles. A rate with too few outcomes behind it is not shown; how many
// there are is.
import type { Stats } from '../../api/types';
import { Tile } from '../../components/tile';
import { format_count, format_pct, format_probability, kAbsent } from '../../format/format';
import { counted } from '../../format/words';

export function Tiles({ stats }: { stats: Stats }) {
  return (
    <ul class="tiles" aria-label="Track record">
      <Tile name="Active signals" field="active_signals" value={format_count(stats.active_signals)}>
        {format_count(stats.closed_signals)} closed so far
      </Tile>
      <WinRate stats={stats} />
      <Tile name="Targets hit" field="targets_hit" value={format_count(stats.targets_hit)}>
        {counted(stats.stops_hit, 'stop')} hit, {format_count(stats.expired)} expired
      </Tile>
      <AverageResult stats={stats} />
    </ul>
  );
}

function WinRate({ stats }: { stats: Stats }) {
  if (stats.win_rate === null) return <TooFew name="Win rate" field="win_rate" stats={stats} />;
  return (
    <Tile name="Win rate" field="win_rate" value={format_probability(stats.win_rate)}>
      base rate <b>{format_probability(stats.base_rate)}</b>
      <br />
      95% interval {format_probability(stats.win_rate_low)} to{' '}
      {format_probability(stats.win_rate_high)}, {counted(stats.outcomes, 'outcome')}
    </Tile>
  );
}

function AverageResult({ stats }: { stats: Stats }) {
  const { avg_win_pct: win, avg_loss_pct: loss } = stats;
  const name = 'Average win and loss';
  if (win === null && loss === null) return <TooFew name={name} field="averages" stats={stats} />;
  const value = (
    <>
      <span class="gain">{format_pct(win)}</span> <span class="tile-divider">/</span>{' '}
      <span class="loss">{format_pct(loss)}</span>
    </>
  );
  return (
    <Tile name={name} field="averages" value={value}>
      net of costs, {counted(stats.wins, 'win')}, {counted(stats.losses, 'loss', 'losses')}
    </Tile>
  );
}

function TooFew({ name, field, stats }: { name: string; field: string; stats: Stats }) {
  return (
    <Tile name={name} field={field} value={kAbsent}>
      {stats.outcomes} of {stats.outcomes_needed} outcomes yet
    </Tile>
  );
}
