// Daily candles with volume, the active signal's levels and where past signals began and ended.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Bar, BarList, HistoryRow, Signal } from '../../api/types';
import { ChartFrame } from '../../components/chart/chart_frame';
import { read_colors } from '../../components/chart/colors';
import { DataTable, type Column } from '../../components/data_table';
import { theme } from '../../components/theme';
import { kBarsListed } from '../../config';
import { format_price, format_session } from '../../format/format';
import { format_volume } from '../../format/figures';
import { draw_prices, type PriceDrawing } from './price_drawing';

interface Props {
  bars: BarList;
  signals: readonly Signal[];
  history: readonly HistoryRow[];
}

/** Sessions; null is all there are. */
const kRanges: readonly (readonly [label: string, sessions: number | null])[] = [
  ['3 months', 63],
  ['6 months', 126],
  ['1 year', 252],
  ['All', null],
];
/** What can be told apart on the screen. */
const first_range = window.matchMedia('(width < 760px)').matches ? 63 : 126;

export function PriceChart({ bars, signals, history }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const drawing = useRef<PriceDrawing | null>(null);
  const [range, set_range] = useState<number | null>(first_range);
  const [pointed, set_pointed] = useState<Bar | null>(null);
  const in_theme = theme.value;
  // The same figures asked for once more must not undo what the reader has zoomed into.
  const figures = JSON.stringify([bars.as_of, bars.total, bars.bars.at(-1), signals, history]);
  useEffect(() => {
    if (frame.current === null || bars.bars.length === 0) return undefined;
    const made = draw_prices(frame.current, {
      colors: read_colors(),
      bars: bars.bars,
      signals,
      history,
      on_point: set_pointed,
    });
    made.show_last(range);
    drawing.current = made;
    return () => made.remove();
  }, [figures, in_theme]);
  useEffect(() => drawing.current?.show_last(range), [range]);
  if (bars.bars.length === 0) return <p class="panel no-signal">No prices up to this session.</p>;

  const last = pointed ?? bars.bars.at(-1) ?? null;
  return (
    <ChartFrame
      title="Prices"
      note="Daily, in shares of today: adjusted for splits. Drag to move, pinch to zoom."
      keys={keys(signals)}
      figures={<Figures bars={bars} />}
    >
      <div class="price-head">
        <div class="button-row" role="group" aria-label="Range">
          {kRanges.map(([label, sessions]) => (
            <button
              key={label}
              type="button"
              class="button small"
              aria-pressed={range === sessions}
              onClick={() => set_range(sessions)}
            >
              {label}
            </button>
          ))}
        </div>
        {last !== null && <Readout bar={last} />}
      </div>
      <div
        class="price-chart"
        ref={frame}
        role="img"
        aria-label={`Daily prices and volume of ${bars.symbol} with its signals`}
      />
      <p class="attribution">
        Drawn by <a href="https://www.tradingview.com/">TradingView</a> Lightweight Charts&trade;,
        Copyright &copy; 2026 TradingView, Inc.
      </p>
    </ChartFrame>
  );
}

function keys(signals: readonly Signal[]) {
  const past = [
    { label: 'Signal opened', mark: 'triangle' },
    { label: 'closed, with its result', mark: 'dot muted' },
  ];
  if (signals.length === 0) return past;
  return [
    { label: 'Entry', mark: 'dashed blue' },
    { label: 'Target', mark: 'line green' },
    { label: 'Stop', mark: 'line red' },
    ...past,
  ];
}

function Readout({ bar }: { bar: Bar }) {
  return (
    <p class="readout" data-field="readout">
      <b>{format_session(bar.date)}</b> <span>O {format_price(bar.open)}</span>{' '}
      <span>H {format_price(bar.high)}</span> <span>L {format_price(bar.low)}</span>{' '}
      <span>C {format_price(bar.close)}</span> <span>V {format_volume(bar.volume)}</span>
    </p>
  );
}

const price_column = (id: 'open' | 'high' | 'low' | 'close', label: string): Column<Bar> => ({
  id,
  label,
  numeric: true,
  cell: (bar) => format_price(bar[id]),
});

const kColumns: readonly Column<Bar>[] = [
  { id: 'date', label: 'Session', cell: (bar) => format_session(bar.date) },
  price_column('open', 'Open'),
  price_column('high', 'High'),
  price_column('low', 'Low'),
  price_column('close', 'Close'),
  { id: 'volume', label: 'Volume', numeric: true, cell: (bar) => format_volume(bar.volume) },
];

function Figures({ bars }: { bars: BarList }) {
  return (
    <DataTable
      caption={`The latest prices of ${bars.symbol}`}
      columns={kColumns}
      rows={bars.bars.slice(-kBarsListed).reverse()}
      row_key={(bar) => bar.date}
    />
  );
}
