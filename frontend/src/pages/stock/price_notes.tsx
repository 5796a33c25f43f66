// What to know of the prices: splits, dividends, and bars that were kept out or changed later.
import type { BarNote } from '../../api/types';
import { format_session } from '../../format/format';

const kWord: Record<BarNote['kind'], string> = {
  split: 'Split',
  dividend: 'Dividend',
  quarantined: 'Kept out',
  revised: 'Revised',
};

const kDoubtful = new Set<BarNote['kind']>(['quarantined', 'revised']);

export function PriceNotes({ notes }: { notes: readonly BarNote[] }) {
  return (
    <>
      <h2 class="section-head">Notes on its prices</h2>
      {notes.length === 0 ? (
        <p class="lead">No split, dividend, doubtful or revised bar in the sessions shown.</p>
      ) : (
        <ul class="panel price-notes">
          {[...notes].reverse().map(({ date, kind, text }) => (
            <li key={`${date} ${kind} ${text}`}>
              <time dateTime={date}>{format_session(date)}</time>
              <span class={`tone-pill ${kDoubtful.has(kind) ? 'tone-caution' : ''}`}>
                {kWord[kind]}
              </span>
              <span>{text}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
