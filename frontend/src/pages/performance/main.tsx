// The track record: what was said of every stock against what came of it, and how every published
// signal ended.
import '../../styles/data.css';
import '../../styles/charts.css';
import { signal } from '@preact/signals';
import { consistent } from '../../api/consistent';
import {
  read_calibration,
  read_history,
  read_latest_run,
  read_performance,
  read_stats,
} from '../../api/client';
import type {
  CalibrationAnswer,
  HistoryList,
  LatestRun,
  Performance,
  PerformanceAnswer,
  StatsAnswer,
} from '../../api/types';
import { start_page } from '../../components/page';
import { Tabs } from '../../components/tabs';
import { kHistoryShown, kHistoryShownMax } from '../../config';
import { format_count, format_session } from '../../format/format';
import { counted } from '../../format/words';
import { Tiles } from '../landing/tiles';
import { ClosedSignals } from './closed_signals';
import { SidePanel } from './side_panel';

interface PerformanceData extends Record<string, { as_of: string | null }> {
  latest: LatestRun;
  stats: StatsAnswer;
  performance: PerformanceAnswer;
  calibration: CalibrationAnswer;
  history: HistoryList;
}

const history_shown = signal(kHistoryShown);

start_page<PerformanceData>({
  page: 'performance',
  title: 'Performance',
  subject: 'the track record',
  load: () => consistent(load),
  Content: PerformanceContent,
});

async function load(): Promise<PerformanceData> {
  const [latest, stats, performance, calibration, history] = await Promise.all([
    read_latest_run(),
    read_stats(),
    read_performance(),
    read_calibration(),
    read_history(history_shown.value),
  ]);
  return { latest, stats, performance, calibration, history };
}

function PerformanceContent({ data, refresh }: { data: PerformanceData; refresh: () => void }) {
  const { performance } = data.performance;
  const { calibration } = data.calibration;
  const { published_late } = data.stats.stats;
  const show_all = () => {
    history_shown.value = kHistoryShownMax;
    refresh();
  };
  return (
    <>
      <h2 class="section-head">Published signals</h2>
      <Tiles stats={data.stats.stats} />
      {published_late > 0 && (
        <p class="lead">
          {counted(published_late, 'closed signal')} of nights published after the open that they
          fill at {published_late === 1 ? 'counts' : 'count'} in none of these figures.
        </p>
      )}
      <h2 class="section-head">All predictions, published or not</h2>
      <p class="lead">{audit_text(performance)}</p>
      <Tabs
        label="Side"
        tabs={performance.sides.map((side) => ({
          id: side.signal_type.toLowerCase(),
          label: side.signal_type,
          count: side.all.outcomes,
          accent: side.signal_type.toLowerCase(),
          panel: () => (
            <SidePanel
              side={side}
              calibration={calibration.sides.find(
                ({ signal_type }) => signal_type === side.signal_type,
              )}
              outcomes_needed={performance.outcomes_needed}
            />
          ),
        }))}
      />
      <ClosedSignals history={data.history} latest={data.latest} on_more={show_all} />
    </>
  );
}

// What counts and what does not, so that no figure below looks larger than it is.
function audit_text(performance: Performance): string {
  const { first, last, nights, nights_waiting, nights_late } = performance;
  const waiting = `the trades of ${counted(nights_waiting, 'night')} still run`;
  const late =
    nights_late === 0
      ? ''
      : ` ${counted(nights_late, 'night')} published after the open that the trades fill at ` +
        'count in nothing here.';
  if (first === null || last === null) {
    return (
      `No night can be judged yet: ${waiting}. ` +
      `A night counts once the holding time of its trades has passed.${late}`
    );
  }
  return (
    `${counted(nights, 'night')}, ${sessions_text(first, last)}, with ` +
    `${counted(performance.outcomes, 'outcome')}; ${waiting}.${late} Left out: ` +
    `${format_count(performance.cancelled)} cancelled at the open, ` +
    `${format_count(performance.unfamiliar)} unlike anything the model learned from, ` +
    `${format_count(performance.unknown)} whose prices are gone.`
  );
}

function sessions_text(first: string, last: string): string {
  return first === last
    ? format_session(first)
    : `${format_session(first)} to ${format_session(last)}`;
}
