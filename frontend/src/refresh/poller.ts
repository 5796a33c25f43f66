// Keeps one page's data fresh: loads at once, again every interval while the page is visible, and
// when it becomes visible or gets the focus. A failure keeps the data already shown and is tried
// again sooner. Time and the page are passed in, so that tests need neither.
import { signal, type ReadonlySignal } from '@preact/signals';

export interface Refresh<T> {
  /** The last good answer; null before the first. */
  data: T | null;
  /** When that answer came. */
  succeeded_at: Date | null;
  /** Why the last attempt failed; null when it did not. */
  error: string | null;
  loading: boolean;
}

export interface Surroundings {
  now(): Date;
  visible(): boolean;
  /** Runs `task` once after `delay_ms`; the function returned cancels it. */
  after(delay_ms: number, task: () => void): () => void;
  /** Runs `listener` whenever the page is looked at again. */
  on_attention(listener: () => void): void;
}

export interface Intervals {
  refresh_ms: number;
  retry_ms: number;
  /** Attention sooner than this after the last success does not reload. */
  quiet_ms: number;
}

export interface Poller<T> {
  state: ReadonlySignal<Refresh<T>>;
  refresh(): Promise<void>;
}

export function poll<T>(
  load: () => Promise<T>,
  intervals: Intervals,
  surroundings: Surroundings,
): Poller<T> {
  const state = signal<Refresh<T>>({ data: null, succeeded_at: null, error: null, loading: false });
  let cancel_next = () => {};

  async function refresh(): Promise<void> {
    if (state.value.loading) return;
    cancel_next();
    state.value = { ...state.value, loading: true };
    try {
      const data = await load();
      state.value = { data, succeeded_at: surroundings.now(), error: null, loading: false };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      state.value = { ...state.value, error: text, loading: false };
    }
    const failed = state.value.error !== null;
    cancel_next = surroundings.after(failed ? intervals.retry_ms : intervals.refresh_ms, tick);
  }

  // A hidden page asks for nothing; on_attention wakes it.
  function tick(): void {
    if (surroundings.visible()) void refresh();
  }

  function recently_refreshed(): boolean {
    const { succeeded_at, error } = state.value;
    if (succeeded_at === null || error !== null) return false;
    return surroundings.now().getTime() - succeeded_at.getTime() < intervals.quiet_ms;
  }

  surroundings.on_attention(() => {
    if (surroundings.visible() && !recently_refreshed()) void refresh();
  });
  void refresh();
  return { state, refresh };
}
