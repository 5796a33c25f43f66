// The canvas of the prices. lightweight-charts stays in this file. Its logo is off, because it
// brings a style element that the Content-Security-Policy refuses; the frame has the attribution.
import {
  CandlestickSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  LineStyle,
  type AutoscaleInfo,
  type IChartApi,
  type ISeriesApi,
  type SeriesMarker,
  type Time,
} from 'lightweight-charts';
import type { Bar, HistoryRow, Signal } from '../../api/types';
import { paler, type Colors } from '../../components/chart/colors';
import { format_pct, format_price } from '../../format/format';

export interface PriceDrawing {
  /** The last so many sessions; null is all. */
  show_last(sessions: number | null): void;
  remove(): void;
}

interface Content {
  colors: Colors;
  bars: readonly Bar[];
  signals: readonly Signal[];
  history: readonly HistoryRow[];
  /** The bar under the pointer, or null. */
  on_point: (bar: Bar | null) => void;
}

/** Shares of the height: prices end above the volume. */
const kPriceMargins = { top: 0.08, bottom: 0.24 };
const kVolumeMargins = { top: 0.82, bottom: 0 };
const kSpareBars = 4;

export function draw_prices(element: HTMLElement, content: Content): PriceDrawing {
  const { colors, bars } = content;
  const chart = createChart(element, {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: colors.surface },
      textColor: colors.muted,
      attributionLogo: false,
    },
    grid: { vertLines: { color: colors.line }, horzLines: { color: colors.line } },
    rightPriceScale: { borderColor: colors.line, scaleMargins: kPriceMargins },
    timeScale: { borderColor: colors.line },
    // The wheel and a finger moving up or down scroll the page.
    handleScroll: { vertTouchDrag: false, mouseWheel: false },
    handleScale: { mouseWheel: false },
    localization: { priceFormatter: format_price },
  });
  add_volume(chart, content);
  const candles = add_candles(chart, content);
  for (const signal of content.signals) add_levels(candles, signal, colors);
  createSeriesMarkers(candles, markers(content));

  const by_date = new Map(bars.map((bar) => [bar.date, bar]));
  chart.subscribeCrosshairMove(({ time }) => content.on_point(by_date.get(String(time)) ?? null));
  return {
    show_last(sessions) {
      const to = bars.length + kSpareBars;
      chart.timeScale().setVisibleLogicalRange({ from: first_bar(bars.length, sessions), to });
    },
    remove: () => chart.remove(),
  };
}

function first_bar(count: number, sessions: number | null): number {
  return sessions === null ? 0 : Math.max(0, count - sessions);
}

function add_candles(
  chart: IChartApi,
  { bars, colors, signals }: Content,
): ISeriesApi<'Candlestick'> {
  const candles = chart.addSeries(CandlestickSeries, {
    upColor: colors.green,
    wickUpColor: colors.green,
    downColor: colors.red,
    wickDownColor: colors.red,
    borderVisible: false,
    priceLineVisible: false,
    autoscaleInfoProvider: (own: () => AutoscaleInfo | null) => with_levels(own(), signals),
  });
  candles.setData(
    bars.map(({ date, open, high, low, close }) => ({ time: date, open, high, low, close })),
  );
  return candles;
}

// Target and stop stay in the picture, however near the prices are to neither.
function with_levels(own: AutoscaleInfo | null, signals: readonly Signal[]): AutoscaleInfo | null {
  if (own === null || own.priceRange === null) return own;
  const levels = signals.flatMap((signal) => [signal.target_price, signal.stop_price]);
  return {
    ...own,
    priceRange: {
      minValue: Math.min(own.priceRange.minValue, ...levels),
      maxValue: Math.max(own.priceRange.maxValue, ...levels),
    },
  };
}

function add_volume(chart: IChartApi, { bars, colors }: Content): void {
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: 'volume',
    priceFormat: { type: 'volume' },
    lastValueVisible: false,
    priceLineVisible: false,
  });
  chart.priceScale('volume').applyOptions({ scaleMargins: kVolumeMargins });
  volume.setData(
    bars.map((bar) => ({
      time: bar.date,
      value: bar.volume,
      color: paler(bar.close < bar.open ? colors.red : colors.green, 0.35),
    })),
  );
}

function add_levels(candles: ISeriesApi<'Candlestick'>, signal: Signal, colors: Colors): void {
  const levels = [
    ['Entry', signal.entry_price, colors.blue, LineStyle.Dashed],
    ['Target', signal.target_price, colors.green, LineStyle.Solid],
    ['Stop', signal.stop_price, colors.red, LineStyle.Solid],
  ] as const;
  for (const [title, price, color, lineStyle] of levels) {
    candles.createPriceLine({ title, price, color, lineStyle, lineWidth: 1 });
  }
}

// Only on sessions that have a bar; the library asks for them in the order of time.
function markers({ bars, signals, history, colors }: Content): SeriesMarker<Time>[] {
  const drawn = new Set(bars.map((bar) => bar.date));
  const opened = [...signals, ...history].map((signal) => opening(signal, colors));
  const closed = history.map((row) => closing(row, colors));
  return [...opened, ...closed]
    .filter((marker) => drawn.has(String(marker.time)))
    .sort((a, b) => String(a.time).localeCompare(String(b.time)));
}

function opening(signal: Signal | HistoryRow, colors: Colors): SeriesMarker<Time> {
  const is_buy = signal.signal_type === 'BUY';
  return {
    time: signal.entry_date,
    position: is_buy ? 'belowBar' : 'aboveBar',
    shape: is_buy ? 'arrowUp' : 'arrowDown',
    color: is_buy ? colors.green : colors.red,
    text: signal.signal_type,
  };
}

function closing(row: HistoryRow, colors: Colors): SeriesMarker<Time> {
  const pct = row.profit_loss_pct;
  return {
    time: row.exit_date,
    position: row.signal_type === 'BUY' ? 'aboveBar' : 'belowBar',
    shape: 'circle',
    color: pct === null ? colors.muted : pct < 0 ? colors.red : colors.green,
    text: format_pct(pct),
  };
}
