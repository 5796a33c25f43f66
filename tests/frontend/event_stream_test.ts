import {
  follow_events,
  type EventName,
  type StreamHandlers,
  type StreamSurroundings,
} from '../../frontend/src/refresh/event_stream';

const kRetryMs = 15_000;

// A browser whose streams the test opens and breaks by hand.
class FakeBrowser implements StreamSurroundings {
  is_visible = true;
  streams: StreamHandlers[] = [];
  closed = 0;
  retry: (() => void) | null = null;
  private attend_listener = () => {};

  visible = () => this.is_visible;

  after = (delay_ms: number, task: () => void) => {
    expect(delay_ms).toBe(kRetryMs);
    this.retry = task;
    return () => {
      this.retry = null;
    };
  };

  on_attention = (listener: () => void) => {
    this.attend_listener = listener;
  };

  open_stream = (handlers: StreamHandlers) => {
    this.streams.push(handlers);
    return () => {
      this.closed += 1;
    };
  };

  show(is_visible: boolean): void {
    this.is_visible = is_visible;
    this.attend_listener();
  }

  get held(): number {
    return this.streams.length - this.closed;
  }
}

function followed() {
  const browser = new FakeBrowser();
  const stream = follow_events(browser, kRetryMs);
  const told: EventName[] = [];
  for (const name of ['run', 'job', 'alerts'] as const) stream.on([name], () => told.push(name));
  return { browser, stream, told };
}

describe('The stream of events', () => {
  test('is live once it is open, and tells of what it is told', () => {
    const { browser, stream, told } = followed();
    expect(stream.live.value).toBe(false);
    browser.streams[0]!.opened();
    expect(stream.live.value).toBe(true);
    expect(told).toEqual([]);
    browser.streams[0]!.event('alerts');
    expect(told).toEqual(['alerts']);
  });

  test('is closed while the page is hidden, and one at most is held', () => {
    const { browser, stream, told } = followed();
    browser.streams[0]!.opened();
    browser.show(true);
    expect(browser.held).toBe(1);
    browser.show(false);
    expect(browser.held).toBe(0);
    expect(stream.live.value).toBe(false);
    browser.show(true);
    expect(browser.held).toBe(1);
    browser.streams[1]!.opened();
    expect(told).toEqual(['run', 'job', 'alerts']);
  });

  test('is not live while the browser connects again, and then tells of all', () => {
    const { browser, stream, told } = followed();
    browser.streams[0]!.opened();
    browser.streams[0]!.failed(false);
    expect(stream.live.value).toBe(false);
    expect(browser.held).toBe(1);
    browser.streams[0]!.opened();
    expect(stream.live.value).toBe(true);
    expect(told).toEqual(['run', 'job', 'alerts']);
  });

  test('is asked for again when the browser has given up', () => {
    const { browser, stream } = followed();
    browser.streams[0]!.failed(true);
    expect(stream.live.value).toBe(false);
    expect(browser.held).toBe(0);
    browser.retry!();
    expect(browser.held).toBe(1);
  });

  test('is not asked for again by a page that was hidden meanwhile', () => {
    const { browser } = followed();
    browser.streams[0]!.failed(true);
    browser.show(false);
    expect(browser.retry).toBeNull();
    expect(browser.held).toBe(0);
  });

  test('is not opened by a page that starts hidden', () => {
    const browser = new FakeBrowser();
    browser.is_visible = false;
    follow_events(browser, kRetryMs);
    expect(browser.streams).toEqual([]);
    browser.show(true);
    expect(browser.held).toBe(1);
  });
});
