// How the nights ended.
import type { Run, RunList } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { Empty } from '../../components/notices';
import { format_moment } from '../../format/figures';
import { format_count, format_probability, format_session, kAbsent } from '../../format/format';
import { state_words } from '../../format/run_state';

export function RunTable({ runs }: { runs: RunList }) {
  if (runs.runs.length === 0) {
    return <Empty title="No night yet" body="No scan has run yet." command="turbomode scan" />;
  }
  return (
    <div class="panel group flush">
      <DataTable
        caption="Nights, latest first"
        columns={kColumns}
        rows={runs.runs}
        row_key={(run) => run.session}
      />
    </div>
  );
}

const count_column = (
  id: 'scored_count' | 'signals_opened' | 'signals_closed' | 'signals_active' | 'candidates',
  label: string,
): Column<Run> => ({ id, label, numeric: true, cell: (run) => format_count(run[id]) });

const kColumns: readonly Column<Run>[] = [
  { id: 'session', label: 'Session', cell: (run) => format_session(run.session) },
  { id: 'state', label: 'State', cell: (run) => <RunState run={run} /> },
  { id: 'published', label: 'Published', cell: (run) => format_moment(run.published_at) },
  {
    id: 'coverage',
    label: 'Coverage',
    numeric: true,
    cell: (run) => format_probability(run.coverage),
  },
  count_column('scored_count', 'Scored'),
  count_column('signals_opened', 'Opened'),
  count_column('signals_closed', 'Closed'),
  count_column('signals_active', 'Active'),
  count_column('candidates', 'Candidates'),
  {
    id: 'message',
    label: 'What happened',
    cell: (run) => <span class="wide-text">{run.message || kAbsent}</span>,
  },
];

function RunState({ run }: { run: Run }) {
  const { tone, word } = state_words(run);
  return <span class={`tone-pill tone-${tone}`}>{word}</span>;
}
