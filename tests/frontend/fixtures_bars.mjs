// Canned prices of one stock: weekdays up to the session shown, ending at the price its signal has.

// What the API gives when the question names no limit, and how many bars a stock has here.
const kLimit = 250;
const kTotal = 300;

function days_back(date, days) {
  const time = new Date(`${date}T00:00:00Z`);
  time.setUTCDate(time.getUTCDate() - days);
  return time;
}

function weekdays(last, count) {
  const days = [];
  for (let back = 0; days.length < count; back += 1) {
    const day = days_back(last, back);
    if (day.getUTCDay() % 6 !== 0) days.unshift(day.toISOString().slice(0, 10));
  }
  return days;
}

// The same at every run, another for each symbol: waves whose phase the letters set.
function wobble(symbol, back) {
  const phase = [...symbol].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return 0.03 * Math.sin((back + phase) / 5) + 0.012 * Math.sin((back * phase) / 3);
}

function bar(symbol, date, back, last_close) {
  const cents = (value) => Math.round(value * 100) / 100;
  const at = (days) => last_close * (1 + wobble(symbol, days) - wobble(symbol, 0));
  const [open, close] = [cents(at(back + 0.5)), cents(at(back))];
  return {
    date,
    open,
    high: cents(Math.max(open, close) * 1.006),
    low: cents(Math.min(open, close) * 0.994),
    close,
    volume: 4_000_000 + back * 1000,
  };
}

/** The answer to GET /turbomode/bars/{symbol}; null for a stock without a signal. */
export function bar_list(symbol, signals, as_of, query) {
  const signal = signals.find((one) => one.symbol === symbol);
  if (signal === undefined) return null;
  const count = Math.min(Number(query.get('limit') ?? kLimit), kTotal);
  const bars = weekdays(as_of, count).map((date, index) =>
    bar(symbol, date, count - 1 - index, signal.current_price),
  );
  return {
    success: true,
    as_of,
    symbol,
    name: signal.name,
    sector: signal.sector,
    adjustment: 'split',
    count,
    total: kTotal,
    next_cursor: count < kTotal ? 'more' : null,
    bars,
    notes: [],
  };
}
