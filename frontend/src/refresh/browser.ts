// The browser as the surroundings of poller and stream.
import { kEventNames, type StreamSurroundings } from './event_stream';
import type { Surroundings } from './poller';

export const browser: Omit<Surroundings, 'live'> & StreamSurroundings = {
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
  open_stream(handlers) {
    const source = new EventSource('/turbomode/events');
    source.onopen = () => handlers.opened();
    source.onerror = () => handlers.failed(source.readyState === EventSource.CLOSED);
    for (const name of kEventNames) source.addEventListener(name, () => handlers.event(name));
    return () => source.close();
  },
};
