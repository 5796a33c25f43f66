// Keeps one page's data fresh: loads at once, again every interval while the page is visible, and
// when it becomes visible or gets the focus. While the server tells of changes by itself, the
// interval is longer: it only finds out a stream that died without a word. A failure keeps the data
// already shown and is tried again sooner. Time and the page are passed in, so that tests need
// neither.
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
  /** Runs `listener` whenever the page is looked at again, or no longer. */
  on_attention(listener: () => void): void;
  /** True while the server tells of changes by itself. */
  live(): boolean;
}

export interface Intervals {
  refresh_ms: number;
  /** The same while the server tells of changes; a multiple of refresh_ms. */
  live_refresh_ms: number;
  retry_ms: number;
  /** Attention sooner than this after the last success does not reload. */
  quiet_ms: number;
}

export interface Poller<T> {
  state: ReadonlySignal<Refresh<T>>;
  refresh(): Promise<void>;
  /** As refresh, but a load under way is followed by another: it may have read before a change. */
  reload(): Promise<void>;
}

export function poll<T>(
  load: () => Promise<T>,
  intervals: Intervals,
  surroundings: Surroundings,
): Poller<T> {
  const state = signal<Refresh<T>>({ data: null, succeeded_at: null, error: null, loading: false });
  let cancel_next = () => {};
  let is_outdated = false;

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
    if (is_outdated) {
      is_outdated = false;
      await refresh();
    }
  }

  async function reload(): Promise<void> {
    is_outdated = state.value.loading;
    await refresh();
  }

  // A hidden page asks for nothing; on_attention wakes it.
  function tick(): void {
    if (!surroundings.visible()) return;
    if (surroundings.live() && is_younger_than(intervals.live_refresh_ms)) {
      cancel_next = surroundings.after(intervals.refresh_ms, tick);
    } else {
      void refresh();
    }
  }

  function is_younger_than(age_ms: number): boolean {
    const { succeeded_at, error } = state.value;
    if (succeeded_at === null || error !== null) return false;
    return surroundings.now().getTime() - succeeded_at.getTime() < age_ms;
  }

  surroundings.on_attention(() => {
    if (surroundings.visible() && !is_younger_than(intervals.quiet_ms)) void refresh();
  });
  void refresh();
  return { state, refresh, reload };
}
