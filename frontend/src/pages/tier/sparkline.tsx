// The closes of the last sessions with a signal's levels, drawn once its row comes near the screen.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Bar, Signal } from '../../api/types';
import { format_price, format_session_short } from '../../format/format';
import { bars_of } from './bars_cache';
import { spark_shape } from './spark_shape';

/** How far from the screen a row is prepared. */
const kMargin = '200px';

type Closes = readonly Bar[] | 'waiting' | 'failed';

export function SignalSparkline({ signal, as_of }: { signal: Signal; as_of: string | null }) {
  const place = useRef<HTMLDivElement>(null);
  const [closes, set_closes] = useState<Closes>('waiting');
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let is_wanted = true;
    const show = (next: Closes) => is_wanted && set_closes(next);
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        bars_of(signal.symbol, as_of).then(show, () => show('failed'));
      },
      { rootMargin: kMargin },
    );
    observer.observe(element);
    return () => {
      is_wanted = false;
      observer.disconnect();
    };
  }, [signal.symbol, as_of]);
  return (
    <div ref={place}>
      <Chart closes={closes} signal={signal} />
    </div>
  );
}

function Chart({ closes, signal }: { closes: Closes; signal: Signal }) {
  if (closes === 'waiting') return <span class="spark-none" />;
  const { target_price: target, entry_price: entry, stop_price: stop, entry_date } = signal;
  const shape = closes === 'failed' ? null : spark_shape(closes, [target, entry, stop], entry_date);
  const [first] = closes;
  if (shape === null || typeof first !== 'object') {
    return <span class="spark-none">no prices to draw</span>;
  }
  const words =
    `Closes since ${format_session_short(first.date)}. Lines: target ${format_price(target)}, ` +
    `entry ${format_price(entry)} on ${format_session_short(entry_date)}, ` +
    `stop ${format_price(stop)}`;
  return (
    <svg
      class="sparkline"
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      {shape.since !== null && <path class="spark-since" d={shape.since} />}
      <path class="spark-target" d={shape.levels[0]} />
      <path class="spark-entry" d={shape.levels[1]} />
      <path class="spark-stop" d={shape.levels[2]} />
      <path class="spark-closes" d={shape.closes} />
      <path class="spark-last" d={shape.last} />
    </svg>
  );
}
