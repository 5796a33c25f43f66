// What a page says when it has no data, old data, or nothing to list.
import { kRetryIntervalMs } from '../config';
import { format_clock } from '../format/format';
import type { Explanation } from '../format/run_state';

const kRetrySeconds = kRetryIntervalMs / 1000;

/** What a page is about, inside a sentence. */
const kSubject = 'the signals';

export function Loading({ subject = kSubject }: { subject?: string | undefined }) {
  return (
    <div class="panel loading" role="status" aria-busy="true">
      <p>Loading {subject}</p>
      <div class="skeleton" />
      <div class="skeleton" />
      <div class="skeleton" />
    </div>
  );
}

interface FailureProps {
  error: string;
  on_retry: () => void;
}

export function LoadFailure({
  error,
  on_retry,
  subject = kSubject,
}: FailureProps & { subject?: string | undefined }) {
  return (
    <div class="panel empty failure" role="alert">
      <h2>{`${subject.charAt(0).toUpperCase()}${subject.slice(1)} could not be loaded`}</h2>
      <p>{error}</p>
      <p class="muted">Trying again every {kRetrySeconds} seconds.</p>
      <button type="button" class="button" onClick={on_retry}>
        Try again now
      </button>
    </div>
  );
}

export function StaleNotice({ error, on_retry, since }: FailureProps & { since: Date }) {
  return (
    <div class="stale" role="alert">
      <p>
        <b>Not up to date.</b> {error} This is what the server said at {format_clock(since)}; trying
        again every {kRetrySeconds} seconds.
      </p>
      <button type="button" class="button" onClick={on_retry}>
        Try now
      </button>
    </div>
  );
}

export function Empty({ title, body, command }: Explanation) {
  return (
    <div class="panel empty">
      <h2>{title}</h2>
      <p>{body}</p>
      {command !== null && (
        <p>
          To scan by hand, run <code>{command}</code>.
        </p>
      )}
    </div>
  );
}
