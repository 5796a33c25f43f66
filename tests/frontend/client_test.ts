import { ApiError, read_signals, read_stats } from '../../frontend/src/api/client';
import { consistent } from '../../frontend/src/api/consistent';
import { next_index } from '../../frontend/src/components/tabs';

function answer_with(response: () => Response | Promise<Response>) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    return response();
  });
  return asked;
}

async function failure(): Promise<ApiError> {
  return read_stats().then(
    () => expect.fail('the call should have failed'),
    (error: unknown) => error as ApiError,
  );
}

afterEach(() => vi.unstubAllGlobals());

describe('API client', () => {
  test('asks for one tier and side', async () => {
    const asked = answer_with(() => Response.json({ success: true, signals: [] }));
    await read_signals('mid_cap', 20, 'SELL');
    await read_signals('large_cap', 3);
    expect(asked).toEqual([
      '/turbomode/signals?market_cap=mid_cap&limit=20&signal_type=SELL',
      '/turbomode/signals?market_cap=large_cap&limit=3',
    ]);
  });

  test('shows the detail of a problem document', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Unavailable',
      status: 503,
      detail: 'locked',
    };
    answer_with(() => Response.json(problem, { status: 503 }));
    const error = await failure();
    expect(error.message).toBe('locked (HTTP 503)');
    expect(error.status).toBe(503);
  });

  test('names the call and status when the error is no document', async () => {
    answer_with(() => new Response('<html>', { status: 502 }));
    expect((await failure()).message).toBe('/turbomode/stats answered HTTP 502');
  });

  test('refuses an answer that is not JSON or not a success', async () => {
    answer_with(() => new Response('hello'));
    expect((await failure()).message).toContain('not understood');
    answer_with(() => Response.json({ success: false }));
    expect((await failure()).message).toContain('not understood');
  });

  test('tells a server that is away from one that is slow', async () => {
    answer_with(() => Promise.reject(new TypeError('Failed to fetch')));
    expect((await failure()).message).toBe('The server cannot be reached.');
    answer_with(() => Promise.reject(new DOMException('', 'TimeoutError')));
    expect((await failure()).message).toBe('The server did not answer in time.');
  });
});

describe('Answers of two nights', () => {
  test('are asked for once more', async () => {
    const nights = ['2026-11-19', '2026-11-20', '2026-11-20', '2026-11-20'];
    const load = async () => ({
      first: { as_of: nights.shift() ?? null },
      second: { as_of: nights.shift() ?? null },
    });
    expect(await consistent(load)).toEqual({
      first: { as_of: '2026-11-20' },
      second: { as_of: '2026-11-20' },
    });
  });

  test('of one night are taken as they are', async () => {
    let calls = 0;
    const load = async () => ({ only: { as_of: null, call: ++calls } });
    await consistent(load);
    expect(calls).toBe(1);
  });
});

describe('Keys in a list of tabs', () => {
  test('move round the ends', () => {
    expect(next_index('ArrowRight', 2, 3)).toBe(0);
    expect(next_index('ArrowLeft', 0, 3)).toBe(2);
    expect(next_index('Home', 2, 3)).toBe(0);
    expect(next_index('End', 0, 3)).toBe(2);
    expect(next_index('a', 0, 3)).toBeNull();
  });
});
