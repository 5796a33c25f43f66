// Every evaluation that was ever run.
import type { SideTrial, Trial, TrialList } from '../../api/types';
import { SideBadge } from '../../components/badges';
import { DataTable, type Column } from '../../components/data_table';
import { format_score, format_signed } from '../../format/figures';
import { format_count, format_pct, format_points, format_session } from '../../format/format';
import { counted } from '../../format/words';

/** YYYY-MM-DD at the beginning of a time. */
const kDateLength = 10;

interface Row {
  trial: Trial;
  side: SideTrial;
}

export function TrialTable({ trials }: { trials: TrialList }) {
  if (trials.trials.length === 0) return null;
  const rows = trials.trials.flatMap((trial) => trial.sides.map((side) => ({ trial, side })));
  return (
    <>
      <h2 class="section-head">Trials</h2>
      <p class="lead">
        {counted(trials.total, 'evaluation')} so far, {format_count(trials.distinct)} of them
        different. The best of many looks better than it is.
      </p>
      <div class="panel group flush">
        <DataTable
          caption="Evaluations, the latest first"
          columns={kColumns}
          rows={rows}
          row_key={({ trial, side }) => `${trial.when} ${side.signal_type}`}
        />
      </div>
    </>
  );
}

const kColumns: readonly Column<Row>[] = [
  {
    id: 'when',
    label: 'Ended',
    cell: ({ trial }) => format_session(trial.when.slice(0, kDateLength)),
  },
  { id: 'side', label: 'Side', cell: ({ side }) => <SideBadge side={side.signal_type} /> },
  {
    id: 'loss',
    label: 'Log loss',
    numeric: true,
    cell: ({ side }) => (
      <>
        {format_score(side.log_loss)}
        <span class="second">base {format_score(side.log_loss_of_base)}</span>
      </>
    ),
  },
  {
    id: 'ic',
    label: 'Rank IC',
    numeric: true,
    cell: ({ side }) => (
      <>
        {format_signed(side.rank_ic)}
        <span class="second">t {format_signed(side.rank_ic_t)}</span>
      </>
    ),
  },
  {
    id: 'wins',
    label: 'Best 20: wins over all',
    numeric: true,
    cell: ({ side }) => format_points(side.top20_win_rate_over_all),
  },
  {
    id: 'return',
    label: 'Best 20: return over all',
    numeric: true,
    cell: ({ side }) => format_pct(side.top20_net_return_over_all_pct),
  },
  { id: 'nights', label: 'Nights', numeric: true, cell: ({ side }) => format_count(side.nights) },
  {
    id: 'what',
    label: 'What was run',
    cell: ({ trial }) => (
      <>
        {trial.kind}, {trial.profile}, refit {trial.refit}
        <span class="second">
          {format_session(trial.from)} to {format_session(trial.to)}, {trial.data_source}
        </span>
      </>
    ),
  },
];
