// Champion or challenger: what it is, and what it measured out of fold. Both cards have the same
// rows, to be read across.
import type { Model, ModelMetrics } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { FactList } from '../../components/fact_list';
import { format_count, format_probability, format_session, kAbsent } from '../../format/format';
import { format_score, format_signed } from '../../format/figures';
import type { Question } from './questions';

interface Props {
  role: 'champion' | 'challenger';
  model: Model | null;
  on_ask: (question: Question) => void;
}

const kTitle = { champion: 'Champion', challenger: 'Challenger' };
const kNone = {
  champion: 'No model scores yet. The next training that passes the gate becomes champion.',
  challenger: 'No newer model could take its place.',
};

export function ModelCard({ role, model, on_ask }: Props) {
  return (
    <section class="panel group model-card" aria-label={kTitle[role]}>
      <div class="model-head">
        <h2>{kTitle[role]}</h2>
        {model !== null && role === 'champion' && (
          <button type="button" class="button" onClick={() => on_ask({ kind: 'rollback' })}>
            Roll back
          </button>
        )}
        {model !== null && role === 'challenger' && (
          <button
            type="button"
            class="button primary"
            onClick={() => on_ask({ kind: 'promote', id: model.id })}
          >
            Promote
          </button>
        )}
      </div>
      {model === null ? <p class="muted">{kNone[role]}</p> : <CardBody model={model} />}
    </section>
  );
}

function CardBody({ model }: { model: Model }) {
  return (
    <>
      <FactList
        facts={[
          ['Model', model.id],
          ['Learned up to', session_or_absent(model.as_of)],
          ['Expires', <Expiry model={model} />],
          ['Prices from', model.data_source ?? kAbsent],
          ['Rows a side', model.samples === null ? kAbsent : format_count(model.samples)],
        ]}
      />
      {model.fault !== null && <p class="loss">{model.fault}</p>}
      <MetricTable model={model} />
    </>
  );
}

export const session_or_absent = (session: string | null) =>
  session === null ? kAbsent : format_session(session);

export function Expiry({ model }: { model: Model }) {
  return (
    <>
      {session_or_absent(model.expires_on)}
      {model.expired && <span class="tone-pill tone-caution expired">Expired</span>}
    </>
  );
}

interface MetricRow {
  name: string;
  text: (metrics: ModelMetrics) => string;
}

const kRows: readonly MetricRow[] = [
  { name: 'Log loss', text: (m) => format_score(m.log_loss) },
  { name: 'of the base rate', text: (m) => format_score(m.log_loss_of_base) },
  { name: 'of the linear learner', text: (m) => format_score(m.log_loss_of_linear) },
  { name: 'of equal weights', text: (m) => format_score(m.log_loss_of_equal) },
  { name: 'Calibration error', text: (m) => format_score(m.calibration_error) },
  { name: 'AUC', text: (m) => format_score(m.auc) },
  { name: 'Rank IC', text: (m) => format_signed(m.rank_ic) },
  { name: 'its t statistic', text: (m) => format_signed(m.rank_ic_t) },
  { name: 'Win rate', text: (m) => format_probability(m.win_rate) },
  { name: 'Outcomes', text: (m) => format_count(m.outcomes) },
  { name: 'Nights', text: (m) => format_count(m.nights) },
];

function MetricTable({ model }: { model: Model }) {
  const columns: readonly Column<MetricRow>[] = [
    { id: 'name', label: 'Out of fold', cell: (row) => row.name },
    ...model.metrics.map((metrics) => ({
      id: metrics.signal_type,
      label: metrics.signal_type,
      numeric: true,
      cell: (row: MetricRow) => row.text(metrics),
    })),
  ];
  return (
    <DataTable
      caption={`What ${model.id} measured out of fold`}
      columns={columns}
      rows={model.metrics.length === 0 ? [] : kRows}
      row_key={(row) => row.name}
    />
  );
}
