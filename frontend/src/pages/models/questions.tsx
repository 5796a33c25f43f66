// What is asked before another model scores.
import { promote_model, roll_back_model } from '../../api/client';
import { ConfirmDialog } from '../../components/dialog';

export type Question = { kind: 'promote'; id: string } | { kind: 'rollback' };

interface Props {
  question: Question;
  champion: string | null;
  on_started: (what: string) => void;
  on_close: () => void;
}

export function ModelQuestion({ question, champion, on_started, on_close }: Props) {
  if (question.kind === 'promote') {
    const { id } = question;
    return (
      <ConfirmDialog
        title={`Promote ${id}?`}
        action="Promote"
        run={async () => {
          await promote_model(id);
          on_started(`The promotion of ${id}`);
        }}
        on_close={on_close}
      >
        <p>
          It must pass the gate: the job fails with the gate&rsquo;s objections otherwise, and
          nothing changes.
        </p>
        <p>
          If it passes, it scores from the next scan on in place of {champion ?? 'none'}. Signals
          that are active stay as they are, and a rollback brings the present champion back.
        </p>
      </ConfirmDialog>
    );
  }
  return (
    <ConfirmDialog
      title="Roll back to the champion before?"
      action="Roll back"
      is_grave
      run={async () => {
        await roll_back_model();
        on_started('The rollback');
      }}
      on_close={on_close}
    >
      <p>
        The model that scored before {champion ?? 'the present one'} becomes champion again and
        scores from the next scan on. Signals that are active stay as they are.
      </p>
    </ConfirmDialog>
  );
}
