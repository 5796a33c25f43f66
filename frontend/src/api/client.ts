// Reads the API of the server the page came from. Every failure (no answer, a problem document,
// something that is not JSON) becomes an ApiError whose message can be shown to the user.
import {
  kBarsShown,
  kModelsShown,
  kRequestTimeoutMs,
  kRowsMax,
  kSignalsMax,
  kTrialsShown,
} from '../config';
import type {
  AlertList,
  BacktestAnswer,
  BacktestList,
  BarList,
  CalibrationAnswer,
  HistoryList,
  JobAnswer,
  JobList,
  JobLog,
  LatestRun,
  ModelAnswer,
  ModelList,
  PerformanceAnswer,
  Prediction,
  PredictionList,
  Problem,
  RunList,
  SchedulerAnswer,
  SectorList,
  Side,
  SignalList,
  StatsAnswer,
  SymbolPredictionList,
  Tier,
  TrialList,
} from './types';
import { token_header } from './token';

export class ApiError extends Error {
  constructor(
    message: string,
    /** HTTP status; null when there was no answer. */
    readonly status: number | null,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export const read_alerts = () => read<AlertList>('/turbomode/alerts');
export const read_latest_run = () => read<LatestRun>('/turbomode/runs/latest');
export const read_sectors = () => read<SectorList>('/turbomode/sectors');
export const read_stats = () => read<StatsAnswer>('/turbomode/stats');

/** The active signals of all tiers and both sides, best effective confidence first. */
export const read_all_signals = () => read<SignalList>(`/turbomode/signals?limit=${kSignalsMax}`);

export function read_signals(
  market_cap: Tier,
  limit: number,
  signal_type?: Side,
): Promise<SignalList> {
  const query = new URLSearchParams({ market_cap, limit: String(limit) });
  if (signal_type !== undefined) query.set('signal_type', signal_type);
  return read<SignalList>(`/turbomode/signals?${query}`);
}

export const read_performance = () => read<PerformanceAnswer>('/turbomode/performance');
export const read_calibration = () => read<CalibrationAnswer>('/turbomode/calibration');
export const read_all_alerts = () => read<AlertList>('/turbomode/alerts?state=all&limit=100');
export const read_jobs = (limit: number) => read<JobList>(`/turbomode/jobs?limit=${limit}`);
export const read_runs = (limit: number) => read<RunList>(`/turbomode/runs?limit=${limit}`);
export const read_scheduler = () => read<SchedulerAnswer>('/turbomode/scheduler/status');

/** The newest bars of one stock, the oldest first. */
export const read_bars = (symbol: string, limit: number) =>
  read<BarList>(`/turbomode/bars/${encodeURIComponent(symbol)}?limit=${limit}`);
export const read_symbol_predictions = (symbol: string) =>
  read<SymbolPredictionList>(
    `/turbomode/predictions/${encodeURIComponent(symbol)}?limit=${kBarsShown}`,
  );
export const read_symbol_signals = (symbol: string) =>
  read<SignalList>(`/turbomode/signals?${new URLSearchParams({ symbol })}`);

/** Signals that left the list, the latest first. */
export function read_history(limit: number, symbol?: string): Promise<HistoryList> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (symbol !== undefined) query.set('symbol', symbol);
  return read<HistoryList>(`/turbomode/history?${query}`);
}

/** Every prediction of the session shown, page by page; pages of two nights are not mixed. */
export async function read_predictions(): Promise<PredictionList> {
  const first = await read_prediction_page(null);
  const predictions: Prediction[] = [...first.predictions];
  let cursor = first.next_cursor;
  while (cursor !== null) {
    const page = await read_prediction_page(cursor);
    if (page.as_of !== first.as_of) {
      throw new ApiError('A new session was published meanwhile.', null);
    }
    predictions.push(...page.predictions);
    cursor = page.next_cursor;
  }
  return { ...first, count: predictions.length, next_cursor: null, predictions };
}

function read_prediction_page(cursor: string | null): Promise<PredictionList> {
  const query = new URLSearchParams({ limit: String(kRowsMax) });
  if (cursor !== null) query.set('cursor', cursor);
  return read<PredictionList>(`/turbomode/predictions?${query}`);
}

export interface PredictionFilter {
  market_cap?: Tier;
  signal_type?: Side;
}

export function read_prediction_rows(
  filter: PredictionFilter,
  limit: number,
): Promise<PredictionList> {
  const query = new URLSearchParams({ ...filter, limit: String(limit) });
  return read<PredictionList>(`/turbomode/predictions?${query}`);
}

/** What a job wrote from byte `offset` on. */
export const read_job_log = (id: string, offset: number) =>
  read<JobLog>(`/turbomode/jobs/${encodeURIComponent(id)}/log?offset=${offset}`);

export const read_models = () => read<ModelList>(`/turbomode/models?limit=${kModelsShown}`);
export const read_model = (id: string) =>
  read<ModelAnswer>(`/turbomode/models/${encodeURIComponent(id)}`);
export const read_trials = () => read<TrialList>(`/turbomode/trials?limit=${kTrialsShown}`);
export const promote_model = (id: string) =>
  post<JobAnswer>(`/turbomode/models/${encodeURIComponent(id)}/promote`);
export const roll_back_model = () => post<JobAnswer>('/turbomode/models/rollback');

export const read_backtests = () => read<BacktestList>('/turbomode/backtests');
export const read_backtest = (id: string) =>
  read<BacktestAnswer>(`/turbomode/backtests/${encodeURIComponent(id)}`);

/** Where a file of a backtest is to be had. */
export const backtest_file = (id: string, file: 'report.html' | 'trades.csv' | 'equity.csv') =>
  `/turbomode/backtests/${encodeURIComponent(id)}/${file}`;

export const start_scan = () => post<JobAnswer>('/turbomode/scan');
export const start_training = () => post<JobAnswer>('/turbomode/train');
export const start_scheduler = () => post<SchedulerAnswer>('/turbomode/scheduler/start');
export const stop_scheduler = () => post<SchedulerAnswer>('/turbomode/scheduler/stop');
export const cancel_job = (id: string) =>
  post<{ id: string }>(`/turbomode/jobs/${encodeURIComponent(id)}/cancel`);

const read = <T>(path: string) => call<T>('GET', path);
const post = <T>(path: string) => call<T>('POST', path);

async function call<T>(method: 'GET' | 'POST', path: string): Promise<T> {
  const response = await request(method, path);
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(failure_text(path, response.status, body), response.status);
  if (!is_success(body))
    throw new ApiError(`${path}: the answer is not understood`, response.status);
  return body as T;
}

async function request(method: 'GET' | 'POST', path: string): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      headers: { accept: 'application/json', ...(method === 'POST' ? token_header() : {}) },
      cache: 'no-cache',
      signal: AbortSignal.timeout(kRequestTimeoutMs),
    });
  } catch (error) {
    const timed_out = error instanceof DOMException && error.name === 'TimeoutError';
    throw new ApiError(
      timed_out ? 'The server did not answer in time.' : 'The server cannot be reached.',
      null,
    );
  }
}

function is_success(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'success' in body && body.success === true;
}

function failure_text(path: string, status: number, body: unknown): string {
  const problem = (body ?? {}) as Partial<Problem>;
  const said = problem.detail || problem.title;
  return said ? `${said} (HTTP ${status})` : `${path} answered HTTP ${status}`;
}
