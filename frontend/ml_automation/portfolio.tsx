// The paper portfolio, its record, and how far the next training is.
import type { Portfolio, Stats, Trade, Training } from './calls';
import { percent, price, signed_percent, text_or_none, whole } from './format';
import { Table, type Column } from './table';

const kReasons: Record<string, string> = {
  TARGET_HIT: 'target',
  STOP_HIT: 'stop',
  EXPIRED: 'time',
  DELISTED: 'delisted',
};

const symbol: Column<Trade> = {
  key: 'symbol',
  title: 'Stock',
  value: (row) => row.symbol,
  cell: (row) => (
    <>
      <b>{row.symbol}</b> <small class="wide">{row.name}</small>
    </>
  ),
};

const result: Column<Trade> = {
  key: 'net_return',
  title: 'Return',
  is_number: true,
  value: (row) => row.net_return,
  cell: (row) => (
    <span class={(row.net_return ?? 0) >= 0 ? 'gain' : 'loss'}>
      {signed_percent(row.net_return)}
    </span>
  ),
};

const bought = (row: Trade) => (row.state === 'PENDING' ? 'next open' : price(row.fill_price));

const kHeld: Column<Trade>[] = [
  symbol,
  { key: 'fill', title: 'Bought', is_number: true, value: (row) => row.fill_price, cell: bought },
  {
    key: 'current',
    title: 'Now',
    is_number: true,
    value: (row) => row.current_price,
    cell: (row) => price(row.current_price),
  },
  {
    key: 'target',
    title: 'Target',
    is_number: true,
    hides_on_phone: true,
    value: (row) => row.target_price,
    cell: (row) => price(row.target_price),
  },
  {
    key: 'stop',
    title: 'Stop',
    is_number: true,
    hides_on_phone: true,
    value: (row) => row.stop_price,
    cell: (row) => price(row.stop_price),
  },
  result,
  {
    key: 'days',
    title: 'Days left',
    is_number: true,
    value: (row) => row.days_left,
    cell: (row) => whole(row.days_left),
  },
];

const kSettled: Column<Trade>[] = [
  symbol,
  {
    key: 'fill_date',
    title: 'Bought',
    hides_on_phone: true,
    value: (row) => row.fill_date,
    cell: (row) => text_or_none(row.fill_date),
  },
  {
    key: 'exit_date',
    title: 'Left',
    value: (row) => row.exit_date,
    cell: (row) => text_or_none(row.exit_date),
  },
  {
    key: 'reason',
    title: 'By',
    value: (row) => row.exit_reason,
    cell: (row) =>
      row.state === 'CANCELLED' ? 'never filled' : (kReasons[row.exit_reason ?? ''] ?? '\u2013'),
  },
  result,
];

export function PaperTrades({ portfolio }: { portfolio: Portfolio }) {
  const held = portfolio.held ?? [];
  const settled = portfolio.settled ?? [];
  const row_key = (row: Trade) => `${row.symbol} ${row.decided_on}`;
  return (
    <>
      <h3>
        Held <small>{`${held.length} of ${portfolio.positions_max ?? 30}`}</small>
      </h3>
      {held.length === 0 ? (
        <p class="empty">Nothing is held on paper.</p>
      ) : (
        <Table caption="Paper trades held" columns={kHeld} rows={held} row_key={row_key} />
      )}
      <h3>Settled</h3>
      {settled.length === 0 ? (
        <p class="empty">No paper trade has ended yet.</p>
      ) : (
        <Table caption="Paper trades settled" columns={kSettled} rows={settled} row_key={row_key} />
      )}
    </>
  );
}

function Fact(props: { label: string; value: string; more?: string | undefined }) {
  return (
    <div class="fact">
      <dt>{props.label}</dt>
      <dd>
        {props.value}
        {props.more !== undefined && <small>{props.more}</small>}
      </dd>
    </div>
  );
}

export function Record({ stats }: { stats: Stats }) {
  const closed = stats.closed ?? 0;
  const least = stats.outcomes_min ?? 30;
  const interval =
    closed < least
      ? `told from ${least} closed trades on`
      : `95 %: ${percent(stats.win_rate_low)} to ${percent(stats.win_rate_high)}`;
  return (
    <dl class="facts">
      <Fact label="Closed" value={String(closed)} more={`${stats.won ?? 0} won`} />
      <Fact label="Win rate" value={percent(stats.win_rate)} more={interval} />
      <Fact label="A trade, net" value={signed_percent(stats.mean_return)} />
      <Fact label="Mean win" value={signed_percent(stats.mean_win)} />
      <Fact label="Mean loss" value={signed_percent(stats.mean_loss)} />
      <Fact
        label="Promised, kept"
        value={`${percent(stats.promised)}, ${percent(stats.kept)}`}
        more={`${stats.with_forecast ?? 0} trades with a forecast`}
      />
    </dl>
  );
}

export function Countdown({ training }: { training: Training }) {
  const { latest } = training;
  if (latest === null || latest === undefined) {
    return <p class="empty">No model has been trained yet; the next cycle trains one.</p>;
  }
  const trades = training.due_after_trades ?? 0;
  return (
    <>
      <p>
        {training.is_due === true
          ? 'The next training is due with the next cycle.'
          : `The next training comes after ${training.trades_left} more closed trades, ` +
            `or in ${training.days_left} days.`}
      </p>
      <label class="progress">
        Closed since the last: {whole(training.closed_since)} of {trades}
        <progress max={trades} value={Math.min(training.closed_since ?? 0, trades)} />
      </label>
      <dl class="facts">
        <Fact label="Model" value={latest.model_id ?? '\u2013'} more={latest.why} />
        <Fact
          label="Edge"
          value={latest.has_edge === true ? 'yes' : 'none'}
          more={
            latest.has_edge === true
              ? 'it takes part in the scores'
              : "it is not asked: scores are the analysers' alone"
          }
        />
        <Fact
          label="Log loss of the test"
          value={latest.log_loss?.toFixed(4) ?? '\u2013'}
          more={
            `${latest.log_loss_base?.toFixed(4)} by the base rate ` +
            `of ${percent(latest.base_rate)} alone`
          }
        />
        <Fact label="AUC" value={latest.auc?.toFixed(3) ?? '\u2013'} />
        <Fact
          label="Learned from"
          value={String(latest.samples)}
          more={`of history, and ${latest.paper_trades} paper trades`}
        />
      </dl>
    </>
  );
}
