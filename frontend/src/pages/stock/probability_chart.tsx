// What the model said of the stock, night by night, for both sides and beside their base rates.
import type uPlot from 'uplot';
import { useMemo } from 'preact/hooks';
import type { Prediction, Side } from '../../api/types';
import {
  kDashed,
  kSessionDates,
  probability_axis,
  probability_line,
  session_axis,
  session_series,
  session_times,
} from '../../components/chart/axes';
import { ChartFrame } from '../../components/chart/chart_frame';
import type { Colors } from '../../components/chart/colors';
import { Plot, type PlotOptions } from '../../components/chart/plot';
import { DataTable, type Column } from '../../components/data_table';
import { format_probability, format_session } from '../../format/format';
import { kVerdictWord } from '../../format/words';

const kHeight = 240;

interface Night {
  session: string;
  buy: Prediction | undefined;
  sell: Prediction | undefined;
}

export function ProbabilityChart({ predictions }: { predictions: readonly Prediction[] }) {
  const nights = useMemo(() => oldest_first(predictions), [predictions]);
  const data = useMemo<uPlot.AlignedData>(
    () => [
      session_times(nights.map(({ session }) => session)),
      nights.map(({ buy }) => buy?.confidence ?? null),
      nights.map(({ buy }) => buy?.base_rate ?? null),
      nights.map(({ sell }) => sell?.confidence ?? null),
      nights.map(({ sell }) => sell?.base_rate ?? null),
    ],
    [nights],
  );
  return (
    <ChartFrame
      title="What the model said of it"
      note="Calibrated probability that a trade wins, night by night."
      keys={[
        { label: 'BUY', mark: 'line green' },
        { label: 'its base rate', mark: 'dashed green' },
        { label: 'SELL', mark: 'line red' },
        { label: 'its base rate', mark: 'dashed red' },
      ]}
      figures={<Figures nights={nights} />}
    >
      {nights.length < 2 ? (
        <p class="muted">
          {nights.length === 0 ? 'It was never scored.' : 'A curve needs two nights; there is one.'}
        </p>
      ) : (
        <Plot
          label="Probability of a BUY and of a SELL over time against their base rates"
          height={kHeight}
          data={data}
          options={plot_options}
        />
      )}
    </ChartFrame>
  );
}

function oldest_first(predictions: readonly Prediction[]): Night[] {
  const of = (side: Side) =>
    new Map(
      predictions
        .filter((row) => row.signal_type === side)
        .map((row) => [row.session, row] as const),
    );
  const [buys, sells] = [of('BUY'), of('SELL')];
  return [...new Set(predictions.map(({ session }) => session))]
    .sort()
    .map((session) => ({ session, buy: buys.get(session), sell: sells.get(session) }));
}

function plot_options(colors: Colors): PlotOptions {
  const base = { dash: kDashed, width: 1 };
  return {
    ...kSessionDates,
    axes: [session_axis(colors), probability_axis(colors)],
    series: [
      session_series,
      probability_line('BUY', colors.green, { spanGaps: true }),
      probability_line('base', colors.green, base),
      probability_line('SELL', colors.red, { spanGaps: true }),
      probability_line('base', colors.red, base),
    ],
  };
}

const side_columns = (side: 'buy' | 'sell', label: string): Column<Night>[] => [
  {
    id: side,
    label,
    numeric: true,
    cell: (night) => format_probability(night[side]?.confidence ?? null),
  },
  {
    id: `${side}-base`,
    label: 'Base rate',
    numeric: true,
    cell: (night) => format_probability(night[side]?.base_rate ?? null),
  },
  {
    id: `${side}-verdict`,
    label: 'Verdict',
    cell: (night) => {
      const said = night[side];
      if (said === undefined) return '';
      return said.is_familiar ? kVerdictWord[said.status] : 'Unfamiliar';
    },
  },
];

const kColumns: readonly Column<Night>[] = [
  { id: 'session', label: 'Session', cell: ({ session }) => format_session(session) },
  ...side_columns('buy', 'BUY'),
  ...side_columns('sell', 'SELL'),
];

function Figures({ nights }: { nights: readonly Night[] }) {
  return (
    <DataTable
      caption="Probabilities by session, latest first"
      columns={kColumns}
      rows={[...nights].reverse()}
      row_key={({ session }) => session}
    />
  );
}
