// The poller of a page in the browser, with the configured intervals: it asks again when the stream
// of events says that something changed, and by the clock while there is no stream.
import { kLiveRefreshIntervalMs, kRefreshIntervalMs, kRetryIntervalMs } from '../config';
import { browser } from './browser';
import type { EventName } from './event_stream';
import { page_events } from './page_events';
import { poll, type Poller } from './poller';

const kQuietMs = 2_000;
const kIntervals = {
  refresh_ms: kRefreshIntervalMs,
  live_refresh_ms: kLiveRefreshIntervalMs,
  retry_ms: kRetryIntervalMs,
  quiet_ms: kQuietMs,
};

/** `changes`: the events after which the data may be other. */
export function poll_page<T>(
  load: () => Promise<T>,
  changes: readonly EventName[] = ['run'],
): Poller<T> {
  const poller = poll(load, kIntervals, { ...browser, live: () => page_events.live.value });
  page_events.on(changes, () => void poller.reload());
  return poller;
}
