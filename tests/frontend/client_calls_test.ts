import { ApiError, cancel_job, read_predictions, start_scan } from '../../frontend/src/api/client';

interface Call {
  path: string;
  method: string;
}

/** Answers the calls in turn, and keeps what was asked. */
function answer_in_turn(...answers: readonly [status: number, body: object][]): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', (path: string, { method }: RequestInit) => {
    const [status, body] = answers[calls.length] ?? [500, {}];
    calls.push({ path, method: method ?? '' });
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
  return calls;
}

const page = (as_of: string, symbol: string, next_cursor: string | null): [number, object] => [
  200,
  { success: true, as_of, count: 1, total: 2, next_cursor, predictions: [{ symbol }] },
];

afterEach(() => vi.unstubAllGlobals());

describe('All predictions', () => {
  test('are read page by page until there is no cursor', async () => {
    const calls = answer_in_turn(
      page('2026-11-20', 'AAPL', 'next of AAPL'),
      page('2026-11-20', 'MSFT', null),
    );
    const list = await read_predictions();
    expect(list.predictions.map(({ symbol }) => symbol)).toEqual(['AAPL', 'MSFT']);
    expect([list.count, list.next_cursor]).toEqual([2, null]);
    expect(calls.map(({ path }) => path)).toEqual([
      '/turbomode/predictions?limit=1000',
      '/turbomode/predictions?limit=1000&cursor=next+of+AAPL',
    ]);
  });

  test('are not mixed from two nights', async () => {
    answer_in_turn(page('2026-11-20', 'AAPL', 'next'), page('2026-11-23', 'MSFT', null));
    await expect(read_predictions()).rejects.toThrow('A new session was published meanwhile.');
  });
});

describe('What changes something', () => {
  test('is posted', async () => {
    const calls = answer_in_turn([202, { success: true, id: 'a/b' }]);
    await cancel_job('a/b');
    expect(calls).toEqual([{ path: '/turbomode/jobs/a%2Fb/cancel', method: 'POST' }]);
  });

  test('says why it was refused', async () => {
    answer_in_turn([409, { title: 'Conflict', detail: 'A training is running.' }]);
    const refused = start_scan();
    await expect(refused).rejects.toThrow('A training is running. (HTTP 409)');
    await expect(refused).rejects.toBeInstanceOf(ApiError);
  });
});
