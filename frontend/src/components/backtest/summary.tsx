// The backtest in eight figures and in plain words.
import type { BacktestReport, PortfolioMetrics, TradeStats } from '../../api/types';
import { kOutcomesNeeded } from '../../config';
import {
  format_fine_range,
  format_ratio_interval,
  format_return_interval,
  luck_text,
  missing_text,
  predictions_text,
  survivorship_text,
  worst_year,
} from '../../format/backtest';
import {
  format_fine_return,
  format_interval,
  format_multiple,
  format_ratio,
} from '../../format/figures';
import { format_count, format_probability, format_return, kAbsent } from '../../format/format';
import { counted } from '../../format/words';
import { SimulatedMark } from '../badges';
import { DataTable, type Column } from '../data_table';
import { Tile } from '../tile';

/** The marks that a reader must not miss. */
export function Marks({ report }: { report: BacktestReport }) {
  const worst = worst_year(report.survivorship);
  return (
    <p class="report-marks">
      {report.about.simulated && <SimulatedMark />}
      {worst !== null && (
        <span class="badge tone-pill tone-caution" data-field="survivorship">
          {missing_text(worst)}
        </span>
      )}
      {worst === null && report.survivorship.is_complete && (
        <span class="badge tone-pill tone-good" data-field="survivorship">
          All members have prices
        </span>
      )}
    </p>
  );
}

export function HeadlineTiles({ report }: { report: BacktestReport }) {
  const { metrics } = report.portfolio;
  const spy = report.baselines.find(({ name }) => name === 'spy')?.metrics ?? null;
  return (
    <ul class="tiles" aria-label="In short">
      <PortfolioTiles metrics={metrics} spy={spy} />
      <DeflatedTile report={report} />
      <TradeTiles stats={report.trades.all} />
      <Tile name="Return of all sessions" field="total" value={format_return(metrics.total_return)}>
        in {counted(metrics.sessions, 'session')}, volatility{' '}
        {format_probability(metrics.volatility)} a year
      </Tile>
      <Tile name="Exposure" field="exposure" value={format_multiple(metrics.exposure)}>
        turnover {format_multiple(metrics.turnover)} a year, beta {format_ratio(metrics.beta)}
      </Tile>
    </ul>
  );
}

interface MetricsProps {
  metrics: PortfolioMetrics;
  spy: PortfolioMetrics | null;
}

function PortfolioTiles({ metrics, spy }: MetricsProps) {
  return (
    <>
      <Tile name="Growth a year" field="cagr" value={format_return(metrics.cagr)}>
        95% interval {format_return_interval(metrics.cagr_interval)}
        <br />
        SPY <b>{format_return(spy?.cagr ?? null)}</b>
      </Tile>
      <Tile name="Sharpe ratio" field="sharpe" value={format_ratio(metrics.sharpe)}>
        95% interval {format_ratio_interval(metrics.sharpe_interval)}
        <br />
        SPY <b>{format_ratio(spy?.sharpe ?? null)}</b>
      </Tile>
      <Tile
        name="Deepest drawdown"
        field="max_drawdown"
        value={format_return(metrics.max_drawdown)}
      >
        at most {counted(metrics.max_drawdown_sessions, 'session')} below a peak
        <br />
        SPY <b>{format_return(spy?.max_drawdown ?? null)}</b>
      </Tile>
    </>
  );
}

function DeflatedTile({ report: { deflation } }: { report: BacktestReport }) {
  return (
    <Tile
      name="Deflated Sharpe ratio"
      field="deflated"
      value={format_probability(deflation.deflated)}
    >
      probability of more than luck, after <b>{counted(deflation.trials, 'trial')}</b>
    </Tile>
  );
}

function TradeTiles({ stats }: { stats: TradeStats }) {
  if (stats.win_rate === null) {
    const few = `${format_count(stats.filled)} of ${kOutcomesNeeded} outcomes`;
    return (
      <>
        <Tile name="Win rate" field="win_rate" value={kAbsent}>
          withheld: {few}
        </Tile>
        <Tile name="Net return a trade" field="mean_net_return" value={kAbsent}>
          withheld: {few}
        </Tile>
      </>
    );
  }
  return (
    <>
      <Tile name="Win rate" field="win_rate" value={format_probability(stats.win_rate)}>
        base rate <b>{format_probability(stats.base_rate)}</b>
        <br />
        95% interval {format_interval(stats.win_rate_low, stats.win_rate_high)},{' '}
        {counted(stats.filled, 'outcome')}
      </Tile>
      <Tile
        name="Net return a trade"
        field="mean_net_return"
        value={format_fine_return(stats.mean_net_return)}
      >
        95% interval {format_fine_range(stats.mean_net_return_low, stats.mean_net_return_high)}
      </Tile>
    </>
  );
}

export function InWords({ report }: { report: BacktestReport }) {
  const { about, survivorship } = report;
  return (
    <section class="panel group padded in-words">
      <h3>How far to believe it</h3>
      <ul>
        {about.simulated && (
          <li>
            <b>The prices are those of the simulated market.</b> Nothing here says anything about an
            exchange.
          </li>
        )}
        <li>{predictions_text(about)}</li>
        <li>{survivorship_text(survivorship)}</li>
        <li>{luck_text(report)}</li>
        <li>
          Past results are no promise of later ones. The trades are on paper: nobody&rsquo;s orders
          moved these prices. Where fewer than {kOutcomesNeeded} outcomes stand behind a figure, it
          is withheld.
        </li>
      </ul>
      {survivorship.years.length > 0 && (
        <details>
          <summary>Members without prices, year by year</summary>
          <DataTable
            caption="Members of the index without prices"
            columns={kYearColumns}
            rows={survivorship.years}
            row_key={(row) => String(row.year)}
          />
        </details>
      )}
    </section>
  );
}

type SurvivorshipYear = BacktestReport['survivorship']['years'][number];

const kYearColumns: readonly Column<SurvivorshipYear>[] = [
  { id: 'year', label: 'Year', cell: (row) => row.year },
  { id: 'members', label: 'Members', numeric: true, cell: (row) => format_count(row.members) },
  {
    id: 'missing',
    label: 'Without prices',
    numeric: true,
    cell: (row) => format_count(row.without_prices),
  },
];
