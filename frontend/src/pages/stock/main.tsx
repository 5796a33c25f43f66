// One stock: its prices with the signals on them, what the model says of it and why, and how its
// signals ended.
import '../../styles/data.css';
import '../../styles/charts.css';
import '../../styles/stock.css';
import { consistent } from '../../api/consistent';
import {
  ApiError,
  read_bars,
  read_history,
  read_latest_run,
  read_symbol_predictions,
  read_symbol_signals,
} from '../../api/client';
import type {
  BarList,
  HistoryList,
  LatestRun,
  Prediction,
  SignalList,
  SymbolPredictionList,
} from '../../api/types';
import { kPagePath } from '../../components/header';
import { HistoryTable } from '../../components/history_table';
import { start_page } from '../../components/page';
import { kBarsShown, kHistoryShownMax } from '../../config';
import { kTierTitle } from '../../format/words';
import { ActiveSignal } from './active_signal';
import { PriceNotes } from './price_notes';
import { PriceChart } from './price_chart';
import { ProbabilityChart } from './probability_chart';
import { symbol_of } from './symbol';

interface Known extends Record<string, { as_of: string | null }> {
  latest: LatestRun;
  bars: BarList;
  signals: SignalList;
  history: HistoryList;
  said: SymbolPredictionList;
}

interface StockData {
  latest: LatestRun;
  /** Null when there is no such stock. */
  known: Known | null;
}

const symbol = symbol_of(window.location.search);
if (symbol !== null) document.title = `${symbol} - TurboMode`;

start_page<StockData>({
  page: 'stock',
  title: symbol ?? 'Stock',
  subject: 'the stock',
  load,
  Content: ({ data }) => (data.known === null ? <Unknown /> : <StockContent data={data.known} />),
});

async function load(): Promise<StockData> {
  if (symbol === null) return { latest: await read_latest_run(), known: null };
  try {
    const known = await consistent<Known>(() => load_known(symbol));
    return { latest: known.latest, known };
  } catch (error) {
    const is_unknown = error instanceof ApiError && [400, 404].includes(error.status ?? 0);
    if (!is_unknown) throw error;
    return { latest: await read_latest_run(), known: null };
  }
}

async function load_known(name: string): Promise<Known> {
  const [latest, bars, signals, history] = await Promise.all([
    read_latest_run(),
    read_bars(name, kBarsShown),
    read_symbol_signals(name),
    read_history(kHistoryShownMax, name),
  ]);
  const said = await read_said(name, bars.as_of);
  return { latest, bars, signals, history, said };
}

// A stock with prices that was never scored is no failure; before the first night none was.
async function read_said(name: string, as_of: string | null): Promise<SymbolPredictionList> {
  if (as_of === null) return nothing_said(name, as_of);
  try {
    return await read_symbol_predictions(name);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    return nothing_said(name, as_of);
  }
}

function nothing_said(symbol: string, as_of: string | null): SymbolPredictionList {
  return { success: true, as_of, count: 0, total: 0, next_cursor: null, symbol, predictions: [] };
}

function Unknown() {
  return (
    <div class="panel empty">
      <h2>{symbol === null ? 'No stock was asked for' : `There are no prices of ${symbol}`}</h2>
      <p>
        {symbol === null
          ? 'The address must name a stock, such as stock.html?symbol=AAPL.'
          : 'It may be spelled differently, or was never a member of the index.'}
      </p>
      <p>
        Find it among <a href={kPagePath.predictions}>all predictions</a>.
      </p>
    </div>
  );
}

function StockContent({ data }: { data: Known }) {
  const { bars, signals, history, said } = data;
  const [newest] = said.predictions;
  return (
    <>
      <p class="lead">
        {[bars.name, bars.sector, newest && tier_of(newest)].filter(Boolean).join(', ')}
      </p>
      {signals.signals.length === 0 ? (
        <NoSignal said={said} />
      ) : (
        signals.signals.map((signal) => <ActiveSignal key={signal.signal_type} signal={signal} />)
      )}
      <PriceChart bars={bars} signals={signals.signals} history={history.history} />
      <ProbabilityChart predictions={said.predictions} />
      <PriceNotes notes={bars.notes} />
      <h2 class="section-head">Its signals so far</h2>
      {history.history.length === 0 ? (
        <p class="lead">None of its signals has closed.</p>
      ) : (
        <div class="panel group flush">
          <HistoryTable
            caption={`Closed signals of ${bars.symbol}, latest first`}
            rows={history.history}
            with_symbol={false}
          />
        </div>
      )}
    </>
  );
}

const tier_of = (prediction: Prediction) => kTierTitle[prediction.market_cap];

function NoSignal({ said }: { said: SymbolPredictionList }) {
  const scored = said.predictions.some(({ session }) => session === said.as_of);
  return (
    <p class="panel no-signal">
      <b>No active signal.</b>{' '}
      {scored
        ? 'What the model said of it stands below.'
        : 'It was not scored in the session shown.'}
    </p>
  );
}
