// The browser as the poller's surroundings.
import type { Surroundings } from './poller';

export const browser: Surroundings = {
  now: () => new Date(),
  visible: () => document.visibilityState === 'visible',
  after(delay_ms, task) {
    const timer = window.setTimeout(task, delay_ms);
    return () => window.clearTimeout(timer);
  },
  on_attention(listener) {
    document.addEventListener('visibilitychange', listener);
    window.addEventListener('focus', listener);
    window.addEventListener('online', listener);
  },
};
