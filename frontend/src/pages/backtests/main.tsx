// The backtests: all of them, one, or two beside each other, as the address asks.
import '../../styles/data.css';
import '../../styles/charts.css';
import '../../styles/backtests.css';
import { ApiError, read_backtest, read_backtests, read_latest_run } from '../../api/client';
import type { BacktestList, BacktestReport, LatestRun } from '../../api/types';
import { kPagePath } from '../../components/header';
import { start_page } from '../../components/page';
import { asked_for } from './asked';
import { BacktestTable, NoBacktest } from './backtest_table';
import { Comparison } from './comparison';
import { OneBacktest } from './one_backtest';

interface Loaded {
  latest: LatestRun;
  list: BacktestList;
  /** The ones asked for that there are. */
  reports: BacktestReport[];
  /** The ids asked for that there are none of. */
  unknown: string[];
}

const kNotFound = 404;

// A backtest never changes once it is there: it is read once.
const kept = new Map<string, BacktestReport>();

const asked = asked_for(window.location.search);

start_page<Loaded>({
  page: 'backtests',
  title: 'Backtests',
  subject: 'the backtests',
  load,
  changes: ['run', 'job'],
  Content: BacktestsContent,
});

async function load(): Promise<Loaded> {
  const ids = [asked.id, asked.beside].filter((id) => id !== null);
  const [latest, list, found] = await Promise.all([
    read_latest_run(),
    read_backtests(),
    Promise.all(ids.map(read_report)),
  ]);
  return {
    latest,
    list,
    reports: found.filter((report) => report !== null),
    unknown: ids.filter((_, index) => found[index] === null),
  };
}

/** Null when there is none of that id. */
async function read_report(id: string): Promise<BacktestReport | null> {
  const known = kept.get(id);
  if (known !== undefined) return known;
  try {
    const { report } = await read_backtest(id);
    kept.set(id, report);
    return report;
  } catch (error) {
    if (error instanceof ApiError && error.status === kNotFound) return null;
    throw error;
  }
}

function BacktestsContent({ data }: { data: Loaded }) {
  const { list, unknown, reports } = data;
  const [first, second] = reports;
  if (unknown.length > 0) return <Unknown id={unknown[0] ?? ''} />;
  if (first === undefined) {
    return list.backtests.length === 0 ? <NoBacktest /> : <BacktestTable list={list} />;
  }
  if (second === undefined) return <OneBacktest report={first} list={list} />;
  return <Comparison a={first} b={second} />;
}

function Unknown({ id }: { id: string }) {
  return (
    <div class="panel empty">
      <h2>There is no such backtest</h2>
      <p>
        None is called <code>{id}</code>. <a href={kPagePath.backtests}>All backtests</a>
      </p>
    </div>
  );
}
