// The prices behind the small charts: each stock is asked for once a session, a few at a time, so
// that a page of charts does not keep the questions about signals waiting.
import { read_bars } from '../../api/client';
import type { Bar } from '../../api/types';
import { kSparklinesAtOnce, kSparklineSessions } from '../../config';

let session: string | null = null;
const asked = new Map<string, Promise<readonly Bar[]>>();
const waiting: (() => void)[] = [];
let under_way = 0;

export function bars_of(symbol: string, as_of: string | null): Promise<readonly Bar[]> {
  if (as_of !== session) asked.clear();
  session = as_of;
  const known = asked.get(symbol);
  if (known !== undefined) return known;
  const bars = in_turn(async () => (await read_bars(symbol, kSparklineSessions)).bars);
  asked.set(symbol, bars);
  // What failed may be asked for again.
  bars.catch(() => asked.get(symbol) === bars && asked.delete(symbol));
  return bars;
}

async function in_turn<T>(work: () => Promise<T>): Promise<T> {
  if (under_way >= kSparklinesAtOnce) await new Promise<void>((go_on) => waiting.push(go_on));
  under_way += 1;
  try {
    return await work();
  } finally {
    under_way -= 1;
    waiting.shift()?.();
  }
}
