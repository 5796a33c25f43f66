// Every stock, both sides: what the model said of the session shown.
import '../../styles/data.css';
import '../../styles/virtual.css';
import { useMemo, useState } from 'preact/hooks';
import { consistent } from '../../api/consistent';
import { read_latest_run, read_predictions } from '../../api/client';
import type { LatestRun, PredictionList } from '../../api/types';
import { stock_path } from '../../format/symbol_query';
import { Empty } from '../../components/notices';
import { start_page } from '../../components/page';
import { VirtualTable } from '../../components/virtual_table';
import { save_csv, to_csv } from '../../format/csv';
import { format_count } from '../../format/format';
import { explain_no_prediction } from '../../format/run_state';
import { counted } from '../../format/words';
import { csv_row, kColumns, kCsvHeader } from './columns';
import { Filters } from './filters';
import {
  find,
  is_filtered,
  kColumnIds,
  kEverything,
  kNarrowColumns,
  next_sort,
  parse_query,
  write_query,
  type Query,
} from './query';

interface PredictionsData extends Record<string, { as_of: string | null }> {
  latest: LatestRun;
  predictions: PredictionList;
}

start_page<PredictionsData>({
  page: 'predictions',
  title: 'Predictions',
  subject: 'the predictions',
  load: () => consistent(load),
  Content: PredictionsContent,
});

async function load(): Promise<PredictionsData> {
  const [latest, predictions] = await Promise.all([read_latest_run(), read_predictions()]);
  return { latest, predictions };
}

const narrow_screen = window.matchMedia('(width < 760px)');

function PredictionsContent({ data }: { data: PredictionsData }) {
  const { predictions, as_of } = data.predictions;
  const [query, set_query] = useState(() =>
    parse_query(new URLSearchParams(window.location.search)),
  );
  const found = useMemo(() => find(predictions, query), [predictions, query]);
  if (predictions.length === 0) return <Empty {...explain_no_prediction(data.latest)} />;

  function ask(changes: Partial<Query>): void {
    const next = { ...query, ...changes };
    const search = write_query(next).toString();
    window.history.replaceState(null, '', search === '' ? window.location.pathname : `?${search}`);
    set_query(next);
  }

  const columns = query.columns ?? (narrow_screen.matches ? kNarrowColumns : kColumnIds);
  const save = () =>
    save_csv(`turbomode_predictions_${as_of}.csv`, to_csv(kCsvHeader, found.map(csv_row)));
  return (
    <>
      <p class="lead">
        What the model said of every stock, for a BUY and for a SELL. A signal is on the active
        list; a candidate passed least confidence and gain but opened no signal.
      </p>
      <Filters query={query} columns={columns} predictions={predictions} ask={ask} />
      <p class="table-status">
        <span role="status">
          {is_filtered(query) && `${format_count(found.length)} of `}
          {counted(predictions.length, 'prediction')}
        </span>
        <span class="button-row">
          {(is_filtered(query) || query.sort !== null) && (
            <button
              type="button"
              class="button"
              onClick={() => ask({ ...kEverything, columns: query.columns })}
            >
              Show all
            </button>
          )}
          <button type="button" class="button" onClick={save}>
            Save as CSV
          </button>
        </span>
      </p>
      {found.length === 0 ? (
        <Empty title="No prediction matches" body="Search for less, or show all." command={null} />
      ) : (
        <VirtualTable
          caption="Predictions of the session"
          columns={columns.map((id) => kColumns[id])}
          rows={found}
          row_key={(row) => `${row.symbol} ${row.signal_type}`}
          row_link={(row) => stock_path(row.symbol)}
          sort={query.sort ?? { column: 'confidence', is_descending: true }}
          on_sort={(column) => ask({ sort: next_sort(query.sort, column) })}
          view_key={write_query({ ...query, columns: null }).toString()}
        />
      )}
    </>
  );
}
