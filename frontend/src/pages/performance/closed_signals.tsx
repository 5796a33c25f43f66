// How published signals ended, latest first.
import type { HistoryList, LatestRun } from '../../api/types';
import { HistoryTable } from '../../components/history_table';
import { Empty } from '../../components/notices';
import { format_count } from '../../format/format';
import { counted } from '../../format/words';

interface Props {
  history: HistoryList;
  latest: LatestRun;
  on_more: () => void;
}

export function ClosedSignals({ history, latest, on_more }: Props) {
  const rest = history.next_cursor !== null;
  return (
    <>
      <h2 class="section-head">Closed signals</h2>
      {history.history.length === 0 ? (
        <Empty
          title="No signal has closed yet"
          body={
            latest.run === null
              ? 'No scan has run yet.'
              : 'Signals close at their target, at their stop or after 14 days.'
          }
          command={latest.run === null ? 'turbomode scan' : null}
        />
      ) : (
        <div class="panel group flush">
          <HistoryTable caption="Closed signals, latest first" rows={history.history} />
          <p class="table-foot muted">
            {rest && `The latest ${format_count(history.count)} of `}
            {counted(history.total, 'closed signal')}{' '}
            {rest && (
              <button type="button" class="button" onClick={on_more}>
                Show more
              </button>
            )}
          </p>
        </div>
      )}
    </>
  );
}
