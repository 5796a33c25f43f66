// What the server is asked and answers; see backend/ml_automation/api.
export type Direction = 'BULLISH' | 'NEUTRAL' | 'BEARISH';
export type ViewName = 'all' | 'intraday' | 'daily' | 'monthly';

export interface Opinion {
  direction: Direction;
  strength: number;
  confidence: number;
}

export interface Signal {
  symbol: string;
  name: string;
  sector: string;
  close: number;
  score: number;
  agreement: number;
  direction: Direction;
  probability: number | null;
  base_rate: number | null;
  opinions: Record<string, Opinion>;
}

export interface Signals {
  as_of: string | null;
  view?: ViewName;
  why?: string;
  data_source?: string;
  model_id?: string | null;
  members?: number;
  scanned?: number;
  agreement_min?: number;
  score_min?: number;
  total?: number;
  signals?: Signal[];
}

export interface HeatStock {
  symbol: string;
  name: string;
  score: number;
  direction: Direction;
}

export interface Heatmap {
  as_of: string | null;
  sectors?: { sector: string; stocks: HeatStock[] }[];
}

export interface Trade {
  symbol: string;
  name: string;
  state: 'PENDING' | 'OPEN' | 'CLOSED' | 'CANCELLED';
  decided_on: string;
  fill_date: string | null;
  fill_price: number | null;
  target_price: number | null;
  stop_price: number | null;
  current_price: number | null;
  net_return: number | null;
  days_left: number | null;
  exit_date: string | null;
  exit_price: number | null;
  exit_reason: string | null;
}

export interface Portfolio {
  as_of: string | null;
  positions_max?: number;
  held?: Trade[];
  settled?: Trade[];
}

export interface Stats {
  held?: number;
  closed?: number;
  won?: number;
  outcomes_min?: number;
  win_rate?: number | null;
  win_rate_low?: number | null;
  win_rate_high?: number | null;
  mean_return?: number | null;
  mean_win?: number | null;
  mean_loss?: number | null;
  with_forecast?: number;
  promised?: number | null;
  kept?: number | null;
}

export interface TrainingRow {
  as_of: string;
  why: string;
  model_id: string | null;
  message: string;
  samples: number;
  paper_trades: number;
  has_edge?: boolean;
  base_rate?: number;
  log_loss?: number;
  log_loss_base?: number;
  auc?: number;
}

export interface Training {
  due_after_trades?: number;
  due_after_days?: number;
  closed_since?: number | null;
  days_since?: number | null;
  trades_left?: number | null;
  days_left?: number | null;
  is_due?: boolean;
  latest?: TrainingRow | null;
}

export interface Status {
  now: string;
  schedule_time: string;
  scheduler_running: boolean;
  next_run: string;
  last_cycle: {
    session: string;
    state: 'DONE' | 'FAILED';
    ended_at: string;
    message: string;
  } | null;
  sessions_behind: number | null;
  running: { step: string; session: string; since: string } | null;
  ended: { step: string; session: string; how: string; is_done: boolean; log_file: string } | null;
  alerts: { rule: string; message: string; raised_at: string; resolved_at: string | null }[];
}

export interface Everything {
  status: Status;
  signals: Signals;
  heatmap: Heatmap;
  portfolio: Portfolio;
  stats: Stats;
  training: Training;
}

async function answer_of<Answer>(reply: Response): Promise<Answer> {
  const body = (await reply.json()) as Answer & { detail?: string };
  if (!reply.ok) throw new Error(body.detail ?? `the server answered ${reply.status}`);
  return body;
}

const kPatienceMs = 20_000;

// What fetch says of a server that cannot be reached differs by browser, and helps nobody.
async function reply_to(path: string, more: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(path, { ...more, signal: AbortSignal.timeout(kPatienceMs) });
  } catch {
    throw new Error('the server does not answer');
  }
}

async function get<Answer>(path: string): Promise<Answer> {
  return answer_of<Answer>(await reply_to(path));
}

export async function everything(view: ViewName): Promise<Everything> {
  const [status, signals, heatmap, portfolio, stats, training] = await Promise.all([
    get<Status>('/ml-automation-status'),
    get<Signals>(`/ml-signals?view=${view}`),
    get<Heatmap>(`/ml-heatmap-data?view=${view}`),
    get<Portfolio>('/ml-portfolio'),
    get<Stats>('/ml-stats'),
    get<Training>('/ml-training-progress'),
  ]);
  return { status, signals, heatmap, portfolio, stats, training };
}

export async function post(path: string): Promise<void> {
  await answer_of<unknown>(await reply_to(path, { method: 'POST' }));
}
