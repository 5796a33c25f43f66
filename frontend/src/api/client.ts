// Reads the API of the server the page came from. Every failure (no answer, a problem document,
// something that is not JSON) becomes an ApiError whose message can be shown to the user.
import { kRequestTimeoutMs, kSignalsMax } from '../config';
import type {
  AlertList,
  BarList,
  HistoryList,
  LatestRun,
  PredictionList,
  Problem,
  SchedulerAnswer,
  SectorList,
  Side,
  SignalList,
  StatsAnswer,
  Tier,
} from './types';

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
export const read_scheduler = () => read<SchedulerAnswer>('/turbomode/scheduler/status');
export const read_sectors = () => read<SectorList>('/turbomode/sectors');
export const read_stats = () => read<StatsAnswer>('/turbomode/stats');

/** The active signals of all tiers and both sides, best effective confidence first. */
export const read_all_signals = () => read<SignalList>(`/turbomode/signals?limit=${kSignalsMax}`);

/** Signals that left the list, the latest first. */
export const read_history = (limit: number) =>
  read<HistoryList>(`/turbomode/history?limit=${limit}`);

export function read_signals(
  market_cap: Tier,
  limit: number,
  signal_type?: Side,
): Promise<SignalList> {
  const query = new URLSearchParams({ market_cap, limit: String(limit) });
  if (signal_type !== undefined) query.set('signal_type', signal_type);
  return read<SignalList>(`/turbomode/signals?${query}`);
}

export function read_bars(symbol: string, limit: number): Promise<BarList> {
  return read<BarList>(`/turbomode/bars/${encodeURIComponent(symbol)}?limit=${limit}`);
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

async function read<T>(path: string): Promise<T> {
  const response = await request(path);
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(failure_text(path, response.status, body), response.status);
  if (!is_success(body))
    throw new ApiError(`${path}: the answer is not understood`, response.status);
  return body as T;
}

async function request(path: string): Promise<Response> {
  try {
    return await fetch(path, {
      headers: { accept: 'application/json' },
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
