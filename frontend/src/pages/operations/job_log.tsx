// What a job writes, as it writes it.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { read_job_log } from '../../api/client';
import type { Job } from '../../api/types';
import { Dialog } from '../../components/dialog';
import { kJobIntervalMs } from '../../config';
import { kJobWord } from '../../format/ends';

export function JobLogDialog({ job, on_close }: { job: Job; on_close: () => void }) {
  const { text, ended, error } = useJobLog(job.id);
  const view = useRef<HTMLPreElement>(null);
  // Whoever scrolled up to read is not pulled down again.
  const follows = useRef(true);
  useLayoutEffect(() => {
    const element = view.current;
    if (element !== null && follows.current) element.scrollTop = element.scrollHeight;
  }, [text]);
  const note_scroll = () => {
    const element = view.current;
    if (element === null) return;
    follows.current = element.scrollTop + element.clientHeight >= element.scrollHeight - 8;
  };
  return (
    <Dialog title={`Log of the ${kJobWord[job.kind].toLowerCase()}`} on_close={on_close} wide>
      <p class="muted">{ended ? 'The job has ended.' : 'Lines appear as they are written.'}</p>
      <pre
        class="job-log"
        role="log"
        aria-label="Log"
        tabIndex={0}
        ref={view}
        onScroll={note_scroll}
      >
        {text || (ended ? 'The job wrote nothing.' : '')}
      </pre>
      {error !== null && (
        <p class="dialog-error" role="alert">
          {error}
        </p>
      )}
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={on_close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

interface LogState {
  text: string;
  ended: boolean;
  error: string | null;
}

function useJobLog(id: string): LogState {
  const [state, set_state] = useState<LogState>({ text: '', ended: false, error: null });
  useEffect(() => {
    let timer = 0;
    let closed = false;
    async function read_from(offset: number): Promise<void> {
      try {
        const part = await read_job_log(id, offset);
        if (closed) return;
        set_state(({ text }) => ({ text: text + part.text, ended: part.ended, error: null }));
        if (part.ended) return;
        // A part that brought something may have more behind it.
        const delay = part.text === '' ? kJobIntervalMs : 0;
        timer = window.setTimeout(() => void read_from(part.next_offset), delay);
      } catch (error) {
        if (closed) return;
        const text = error instanceof Error ? error.message : String(error);
        set_state((before) => ({ ...before, error: text }));
      }
    }
    void read_from(0);
    return () => {
      closed = true;
      window.clearTimeout(timer);
    };
  }, [id]);
  return state;
}
