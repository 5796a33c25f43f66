import { bars_of } from '../../frontend/src/pages/tier/bars_cache';
import { spark_shape } from '../../frontend/src/pages/tier/spark_shape';

const bars = [10, 12, 11].map((close, index) => ({ date: `2026-11-1${index}`, close }));

describe('A small chart', () => {
  test('reaches from the lowest to the highest of closes and levels', () => {
    // 10..14 over 100 downwards: 14 is 0, 12 is 50, 11 is 75, 10 is 100.
    expect(spark_shape(bars, [14, 10], '2026-11-11')).toEqual({
      closes: 'M0 100L50 50L100 75',
      last: 'M100 75h0',
      levels: ['M0 0H100', 'M0 100H100'],
      since: 'M50 0V100',
    });
  });

  test('leaves out the session of the signal where it is not shown', () => {
    expect(spark_shape(bars, [], '2026-10-01')?.since).toBeNull();
  });

  test('is flat in the middle when nothing moved, and none without two closes', () => {
    const still = [bars[0]!, bars[0]!];
    expect(spark_shape(still, [], '')?.closes).toBe('M0 50L100 50');
    expect(spark_shape([bars[0]!], [], '')).toBeNull();
  });
});

describe('The prices behind small charts', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('are asked for once a session, four at a time, and again after a failure', async () => {
    const pending: ((response: Response) => void)[] = [];
    const asked: string[] = [];
    vi.stubGlobal('fetch', (path: string) => {
      asked.push(path);
      return new Promise<Response>((resolve) => pending.push(resolve));
    });
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    const answer_next = async (response: Response) => {
      pending.shift()!(response);
      await settle();
      await settle();
    };
    const good = () => Response.json({ success: true, bars });

    const first = bars_of('A', '2026-11-20');
    expect(bars_of('A', '2026-11-20')).toBe(first);
    const others = ['B', 'C', 'D', 'E'].map((symbol) => bars_of(symbol, '2026-11-20'));
    const failed = others[0]!.then(
      () => false,
      () => true,
    );
    await settle();
    expect(asked).toHaveLength(4);
    expect(asked[0]).toBe('/turbomode/bars/A?limit=40');
    await answer_next(good());
    expect(await first).toEqual(bars);
    expect(asked).toHaveLength(5);
    await answer_next(new Response('', { status: 503 }));
    expect(await failed).toBe(true);
    void bars_of('B', '2026-11-20');
    void bars_of('A', '2026-11-23');
    while (pending.length > 0) await answer_next(good());
    expect(asked.filter((path) => path.includes('/B?'))).toHaveLength(2);
    expect(asked.filter((path) => path.includes('/A?'))).toHaveLength(2);
  });
});
