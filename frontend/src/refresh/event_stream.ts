// Follows the server's stream of events while the page is visible, and says which kinds of things
// have changed. What an event brings along is not used: the pages ask again, so that there is one
// way in which data reaches them. The browser and the clock are passed in.
import { signal, type ReadonlySignal } from '@preact/signals';
import type { Surroundings } from './poller';

export const kEventNames = ['run', 'job', 'alerts'] as const;
export type EventName = (typeof kEventNames)[number];

export interface StreamHandlers {
  opened(): void;
  /** `is_over`: the browser has given up and does not connect again by itself. */
  failed(is_over: boolean): void;
  event(name: EventName): void;
}

export interface StreamSurroundings extends Pick<
  Surroundings,
  'visible' | 'after' | 'on_attention'
> {
  /** Opens a stream; the function returned closes it. */
  open_stream(handlers: StreamHandlers): () => void;
}

export interface EventStream {
  /** True while the stream is open. */
  live: ReadonlySignal<boolean>;
  /** Runs `listener` when one of `names` happened, or may have while no stream was open. */
  on(names: readonly EventName[], listener: () => void): void;
}

// A hidden page holds no stream: a browser opens six connections to a server at most, and as many
// tabs would leave none for questions.
export function follow_events(surroundings: StreamSurroundings, retry_ms: number): EventStream {
  const live = signal(false);
  const listeners: { names: readonly EventName[]; listener: () => void }[] = [];
  let close_stream: (() => void) | null = null;
  let cancel_retry = () => {};
  let has_missed = false;

  function tell(name: EventName | null): void {
    for (const { names, listener } of listeners) {
      if (name === null || names.includes(name)) listener();
    }
  }

  function close(): void {
    cancel_retry();
    close_stream?.();
    close_stream = null;
    live.value = false;
    has_missed = true;
  }

  function open(): void {
    cancel_retry();
    close_stream ??= surroundings.open_stream({
      opened() {
        live.value = true;
        if (has_missed) tell(null);
        has_missed = false;
      },
      failed(is_over) {
        live.value = false;
        has_missed = true;
        if (!is_over) return;
        close();
        cancel_retry = surroundings.after(retry_ms, attend);
      },
      event: tell,
    });
  }

  function attend(): void {
    if (surroundings.visible()) open();
    else close();
  }

  surroundings.on_attention(attend);
  attend();
  return {
    live,
    on: (names, listener) => void listeners.push({ names, listener }),
  };
}
