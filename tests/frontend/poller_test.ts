import { poll, type Surroundings } from '../../frontend/src/refresh/poller';

const kIntervals = {
  refresh_ms: 60_000,
  live_refresh_ms: 300_000,
  retry_ms: 15_000,
  quiet_ms: 2_000,
};

// A page whose clock and visibility the test moves by hand.
class FakePage implements Surroundings {
  is_visible = true;
  is_live = false;
  private now_ms = 1_000_000;
  private tasks: { at: number; task: () => void }[] = [];
  private listeners: (() => void)[] = [];

  now = () => new Date(this.now_ms);
  visible = () => this.is_visible;
  live = () => this.is_live;

  after = (delay_ms: number, task: () => void) => {
    const entry = { at: this.now_ms + delay_ms, task };
    this.tasks.push(entry);
    return () => {
      this.tasks = this.tasks.filter((other) => other !== entry);
    };
  };

  on_attention = (listener: () => void) => {
    this.listeners.push(listener);
  };

  async advance(ms: number): Promise<void> {
    this.now_ms += ms;
    const due = this.tasks.filter((entry) => entry.at <= this.now_ms);
    this.tasks = this.tasks.filter((entry) => entry.at > this.now_ms);
    due.forEach((entry) => entry.task());
    await settle();
  }

  async attend(): Promise<void> {
    this.listeners.forEach((listener) => listener());
    await settle();
  }
}

// Lets every promise that is already resolved run its continuation.
const settle = () => new Promise((resolve) => setImmediate(resolve));

function counting_loader() {
  const loader = { calls: 0, fails: false, load: async () => 0 };
  loader.load = async () => {
    loader.calls += 1;
    if (loader.fails) throw new Error('The server cannot be reached.');
    return loader.calls;
  };
  return loader;
}

async function started() {
  const page = new FakePage();
  const loader = counting_loader();
  const poller = poll(loader.load, kIntervals, page);
  await settle();
  return { page, loader, poller };
}

describe('Poller', () => {
  test('loads at once', async () => {
    const { page, poller } = await started();
    expect(poller.state.value.data).toBe(1);
    expect(poller.state.value.succeeded_at).toEqual(page.now());
    expect(poller.state.value.error).toBeNull();
  });

  test('loads again after the interval and not before', async () => {
    const { page, loader } = await started();
    await page.advance(59_999);
    expect(loader.calls).toBe(1);
    await page.advance(1);
    expect(loader.calls).toBe(2);
    await page.advance(60_000);
    expect(loader.calls).toBe(3);
  });

  test('asks for nothing while hidden, and at once when looked at again', async () => {
    const { page, loader } = await started();
    page.is_visible = false;
    await page.advance(600_000);
    expect(loader.calls).toBe(1);
    page.is_visible = true;
    await page.attend();
    expect(loader.calls).toBe(2);
    await page.advance(60_000);
    expect(loader.calls).toBe(3);
  });

  test('does not load twice when focus and visibility come together', async () => {
    const { page, loader } = await started();
    await page.advance(5_000);
    await page.attend();
    await page.attend();
    expect(loader.calls).toBe(2);
  });

  test('keeps old data and the time of it when a refresh fails, and retries sooner', async () => {
    const { page, loader, poller } = await started();
    const first = page.now();
    loader.fails = true;
    await page.advance(60_000);
    expect(poller.state.value).toEqual({
      data: 1,
      succeeded_at: first,
      error: 'The server cannot be reached.',
      loading: false,
    });
    loader.fails = false;
    await page.advance(15_000);
    expect(poller.state.value.data).toBe(3);
    expect(poller.state.value.error).toBeNull();
    expect(poller.state.value.succeeded_at).toEqual(page.now());
  });

  test('a refresh by hand restarts the interval', async () => {
    const { page, loader, poller } = await started();
    await page.advance(50_000);
    await poller.refresh();
    await page.advance(59_999);
    expect(loader.calls).toBe(2);
    await page.advance(1);
    expect(loader.calls).toBe(3);
  });

  test('does not start a second load while one is under way', async () => {
    const page = new FakePage();
    let calls = 0;
    let finish = (_: number) => {};
    const load = () => {
      calls += 1;
      return new Promise<number>((resolve) => {
        finish = resolve;
      });
    };
    const poller = poll(load, kIntervals, page);
    void poller.refresh();
    await page.attend();
    expect(calls).toBe(1);
    finish(7);
    await settle();
    expect(poller.state.value.data).toBe(7);
  });

  test('asks by itself more seldom while the server tells of changes', async () => {
    const { page, loader } = await started();
    page.is_live = true;
    for (let minute = 1; minute < 5; minute += 1) await page.advance(60_000);
    expect(loader.calls).toBe(1);
    await page.advance(60_000);
    expect(loader.calls).toBe(2);
  });

  test('goes back to its interval when the server no longer tells of changes', async () => {
    const { page, loader } = await started();
    page.is_live = true;
    await page.advance(60_000);
    page.is_live = false;
    await page.advance(60_000);
    expect(loader.calls).toBe(2);
  });

  test('loads again after a change that came while it was loading', async () => {
    const page = new FakePage();
    const finish: ((data: string) => void)[] = [];
    const load = () => new Promise<string>((resolve) => finish.push(resolve));
    const poller = poll(load, kIntervals, page);
    void poller.reload();
    finish[0]!('before the change');
    await settle();
    finish[1]!('after it');
    await settle();
    expect(poller.state.value.data).toBe('after it');
    expect(finish.length).toBe(2);
  });
});
