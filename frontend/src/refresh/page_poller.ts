// The poller of a page in the browser, with the configured intervals.
import { kRefreshIntervalMs, kRetryIntervalMs } from '../config';
import { browser } from './browser';
import { poll, type Poller } from './poller';

const kQuietMs = 2_000;

export function poll_page<T>(load: () => Promise<T>): Poller<T> {
  return poll(
    load,
    { refresh_ms: kRefreshIntervalMs, retry_ms: kRetryIntervalMs, quiet_ms: kQuietMs },
    browser,
  );
}
