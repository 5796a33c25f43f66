// The scan: heat map, views and the table of signals.
import type { Direction, Heatmap, HeatStock, Signal, Signals, ViewName } from './calls';
import { kArrows, kWords, percent, price } from './format';
import { Table, type Column } from './table';

const kViews: [ViewName, string][] = [
  ['all', 'All'],
  ['intraday', 'Intraday'],
  ['daily', 'Daily'],
  ['monthly', 'Monthly'],
];

function Way({ direction }: { direction: Direction }) {
  return (
    <span class={`way ${kWords[direction]}`}>
      {kArrows[direction]} {kWords[direction]}
    </span>
  );
}

const opinion_words = (signal: Signal) =>
  Object.entries(signal.opinions)
    .map(([name, opinion]) => `${name} ${kArrows[opinion.direction]}`)
    .join(' \u00b7 ');

const kColumns: Column<Signal>[] = [
  {
    key: 'symbol',
    title: 'Stock',
    value: (row) => row.symbol,
    cell: (row) => (
      <>
        <b>{row.symbol}</b> <small class="wide">{row.name}</small>
      </>
    ),
  },
  {
    key: 'sector',
    title: 'Sector',
    hides_on_phone: true,
    value: (row) => row.sector,
    cell: (row) => row.sector,
  },
  {
    key: 'direction',
    title: 'Direction',
    value: (row) => row.direction,
    cell: (row) => <Way direction={row.direction} />,
  },
  {
    key: 'score',
    title: 'Score',
    is_number: true,
    value: (row) => row.score,
    cell: (row) => row.score.toFixed(0),
  },
  {
    key: 'agreement',
    title: 'Agreement',
    is_number: true,
    value: (row) => row.agreement,
    cell: (row) => percent(row.agreement),
  },
  {
    key: 'probability',
    title: 'Chance to win',
    is_number: true,
    hides_on_phone: true,
    value: (row) => row.probability,
    cell: (row) => (
      <>
        {percent(row.probability)}
        {row.base_rate !== null && <small> usual {percent(row.base_rate)}</small>}
      </>
    ),
  },
  {
    key: 'close',
    title: 'Close',
    is_number: true,
    value: (row) => row.close,
    cell: (row) => price(row.close),
  },
  {
    key: 'opinions',
    title: 'Analysers',
    hides_on_phone: true,
    value: opinion_words,
    cell: (row) => <small>{opinion_words(row)}</small>,
  },
];

// Ten steps from bearish to bullish; the number is in the cell too.
const step_of = (stock: HeatStock) => Math.min(Math.floor(stock.score / 10), 9);

export function Heat({ heatmap, why }: { heatmap: Heatmap; why: string | undefined }) {
  const sectors = heatmap.sectors ?? [];
  if (sectors.length === 0) return <p class="empty">{why ?? 'Nothing to show.'}</p>;
  return (
    <div class="heat">
      {sectors.map(({ sector, stocks }) => (
        <section key={sector} aria-label={sector}>
          <h3>
            {sector} <small>{stocks.length}</small>
          </h3>
          <ul>
            {stocks.map((stock) => (
              <li
                key={stock.symbol}
                class={`step${step_of(stock)}`}
                title={`${stock.name}: score ${stock.score.toFixed(0)}, ${kWords[stock.direction]}`}
              >
                {kArrows[stock.direction]}
                {stock.symbol} {stock.score.toFixed(0)}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

export function Views(props: {
  signals: Signals;
  view: ViewName;
  on_view: (view: ViewName) => void;
}) {
  const { signals } = props;
  return (
    <div class="views" role="group" aria-label="View">
      {kViews.map(([name, title]) => (
        <button
          key={name}
          type="button"
          aria-pressed={props.view === name}
          onClick={() => props.on_view(name)}
        >
          {title}
        </button>
      ))}
      {signals.view !== undefined && signals.view !== 'all' && (
        <p class="note">
          Agreement of {percent(signals.agreement_min)} and a score of{' '}
          {signals.score_min?.toFixed(0)} at least.
        </p>
      )}
    </div>
  );
}

export function SignalTable({ signals }: { signals: Signals }) {
  const rows = signals.signals ?? [];
  return (
    <>
      <p class="note">
        Agreement is the analysers', and no chance of anything.{' '}
        {signals.model_id === null || signals.model_id === undefined
          ? "No model with an edge scored this session: scores are the analysers' alone."
          : `Chances are those of ${signals.model_id}, beside the usual share of winners.`}
      </p>
      {rows.length === 0 ? (
        <p class="empty">{signals.why ?? 'Nothing to show.'}</p>
      ) : (
        <Table
          caption="Signals of the latest scan"
          columns={kColumns}
          rows={rows}
          row_key={(row) => row.symbol}
        />
      )}
    </>
  );
}
