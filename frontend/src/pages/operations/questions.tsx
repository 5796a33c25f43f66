// What is asked before the server is told to do something, and what will happen then.
import type { ComponentChildren } from 'preact';
import {
  cancel_job,
  start_scan,
  start_scheduler,
  start_training,
  stop_scheduler,
} from '../../api/client';
import type { Job } from '../../api/types';
import { ConfirmDialog } from '../../components/dialog';
import { kJobWord } from '../../format/ends';

export type Question =
  { kind: 'scan' | 'train' | 'start_scheduler' | 'stop_scheduler' } | { kind: 'cancel'; job: Job };

interface Words {
  title: string;
  action: string;
  is_grave?: boolean;
  body: ComponentChildren;
  run: () => Promise<unknown>;
}

interface Props {
  question: Question;
  on_done: () => void;
  on_close: () => void;
}

export function QuestionDialog({ question, on_done, on_close }: Props) {
  const { title, action, is_grave = false, body, run } = words(question);
  const run_and_refresh = async () => {
    await run();
    on_done();
  };
  return (
    <ConfirmDialog
      title={title}
      action={action}
      is_grave={is_grave}
      run={run_and_refresh}
      on_close={on_close}
    >
      {body}
    </ConfirmDialog>
  );
}

function words(question: Question): Words {
  switch (question.kind) {
    case 'scan':
      return {
        title: 'Scan the latest session now?',
        action: 'Scan now',
        body: (
          <>
            <p>
              The champion scores every stock and the result replaces any earlier attempt at the
              same session. It takes about a minute.
            </p>
            <p>The same session scanned twice gives the same signals.</p>
          </>
        ),
        run: start_scan,
      };
    case 'train':
      return {
        title: 'Train a model now?',
        action: 'Train now',
        body: (
          <p>
            A new model learns from all finished sessions, which takes a while. It becomes champion
            only if it passes the gate; otherwise the present one stays.
          </p>
        ),
        run: start_training,
      };
    case 'start_scheduler':
      return {
        title: 'Switch the scheduler on?',
        action: 'Switch on',
        body: <p>It updates prices, scans each night and trains when that is due.</p>,
        run: start_scheduler,
      };
    case 'stop_scheduler':
      return {
        title: 'Switch the scheduler off?',
        action: 'Switch off',
        is_grave: true,
        body: (
          <p>
            No night is scanned and no model trained until it is switched on again. A job that runs
            now goes on.
          </p>
        ),
        run: stop_scheduler,
      };
    case 'cancel':
      return cancel_words(question.job);
  }
}

function cancel_words(job: Job): Words {
  return {
    title: `Cancel this ${kJobWord[job.kind].toLowerCase()}?`,
    action: 'Cancel the job',
    is_grave: true,
    body: (
      <p>
        It ends within a second and what it has done so far is lost. Nothing that was published
        before changes.
      </p>
    ),
    run: () => cancel_job(job.id),
  };
}
