// Every model there is, the newest first.
import type { Model, ModelList, Side } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { format_score, format_signed } from '../../format/figures';
import { kSides } from '../../format/words';
import { Expiry, session_or_absent } from './model_card';
import type { Question } from './questions';

interface Props {
  models: ModelList;
  on_look: (id: string) => void;
  on_ask: (question: Question) => void;
}

export function ModelTable({ models, on_look, on_ask }: Props) {
  const columns: readonly Column<Model>[] = [
    { id: 'id', label: 'Model', cell: (model) => <Name model={model} /> },
    { id: 'as_of', label: 'Learned up to', cell: (model) => session_or_absent(model.as_of) },
    { id: 'expires', label: 'Expires', cell: (model) => <Expiry model={model} /> },
    ...kSides.flatMap((side) => side_columns(side)),
    {
      id: 'actions',
      label: 'Actions',
      cell: (model) => <Actions model={model} on_look={on_look} on_ask={on_ask} />,
    },
  ];
  return (
    <div class="panel group flush">
      <DataTable
        caption="Models, the newest first"
        columns={columns}
        rows={models.models}
        row_key={(model) => model.id}
      />
    </div>
  );
}

function Name({ model }: { model: Model }) {
  const { id, role, fault } = model;
  return (
    <>
      {id}{' '}
      {role !== null && (
        <span class={`tone-pill ${role === 'champion' ? 'tone-good' : ''}`}>{role}</span>
      )}
      {fault !== null && <span class="second wide-text">{fault}</span>}
    </>
  );
}

function side_columns(side: Side): Column<Model>[] {
  const of = (model: Model) => model.metrics.find(({ signal_type }) => signal_type === side);
  return [
    {
      id: `loss-${side}`,
      label: `Log loss ${side}`,
      numeric: true,
      cell: (model) => (
        <>
          {format_score(of(model)?.log_loss ?? null)}
          <span class="second">base {format_score(of(model)?.log_loss_of_base ?? null)}</span>
        </>
      ),
    },
    {
      id: `ic-${side}`,
      label: `Rank IC ${side}`,
      numeric: true,
      cell: (model) => format_signed(of(model)?.rank_ic ?? null),
    },
  ];
}

/** What may be made champion by hand; the gate has the last word. */
const may_promote = (model: Model) =>
  model.role !== 'champion' && model.fault === null && !model.expired;

function Actions({ model, on_look, on_ask }: Omit<Props, 'models'> & { model: Model }) {
  return (
    <span class="button-row">
      <button
        type="button"
        class="button small"
        aria-label={`Look into ${model.id}`}
        onClick={() => {
          on_look(model.id);
          document.getElementById('model')?.scrollIntoView();
        }}
      >
        Look into
      </button>
      {may_promote(model) && (
        <button
          type="button"
          class="button small"
          aria-label={`Promote ${model.id}`}
          onClick={() => on_ask({ kind: 'promote', id: model.id })}
        >
          Promote
        </button>
      )}
    </span>
  );
}
