// A table of which only the rows in view exist, so that a thousand rows scroll as lightly as ten.
// Assistive technology is told where each row stands among all of them. One stop in the tab order
// for the rows: arrow keys, Page Up and Down, Home and End move it, Enter follows its link.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

export interface VirtualColumn<Row> {
  id: string;
  label: string;
  /** Least width in pixels; what is left over is shared out. */
  width: number;
  numeric?: boolean;
  cell: (row: Row) => ComponentChildren;
}

export interface Sort {
  column: string;
  is_descending: boolean;
}

interface Props<Row> {
  caption: string;
  columns: readonly VirtualColumn<Row>[];
  rows: readonly Row[];
  row_key: (row: Row) => string;
  /** Where the first cell of a row leads. */
  row_link: (row: Row) => string;
  sort: Sort | null;
  on_sort: (column: string) => void;
  /** When it changes, the table begins again at its first row. */
  view_key: string;
}

// As in data.css.
const kRowHeight = 38;
const kHeadHeight = 40;
/** Rows kept ready beyond both edges. */
const kOverscan = 8;

export function VirtualTable<Row>(props: Props<Row>) {
  const { caption, columns, rows } = props;
  const view = useRef<HTMLDivElement>(null);
  const { scroll_top, height } = useViewport(view);
  const [active, set_active] = useState(0);
  const wants_focus = useRef(false);

  const first_seen = Math.floor(scroll_top / kRowHeight);
  const seen = Math.max(1, Math.floor((height - kHeadHeight) / kRowHeight));
  const first = Math.max(0, first_seen - kOverscan);
  const last = Math.min(rows.length, first_seen + seen + kOverscan);
  // A row that was scrolled away hands its place in the tab order to one that is there.
  const in_order = active >= first && active < last ? active : Math.min(first_seen, last - 1);

  useEffect(() => {
    set_active(0);
    if (view.current !== null) view.current.scrollTop = 0;
  }, [props.view_key]);

  // The row may come into being only with the scrolling that follows.
  useLayoutEffect(() => {
    if (!wants_focus.current) return;
    const link = view.current?.querySelector<HTMLElement>(`[aria-rowindex="${active + 2}"] a`);
    if (!link) return;
    wants_focus.current = false;
    link.focus({ preventScroll: true });
  });

  function on_key(event: KeyboardEvent): void {
    const is_on_row = (event.target as Element).closest('.virtual-body') !== null;
    const next = is_on_row ? next_row(event.key, in_order, rows.length, seen) : null;
    if (next === null || view.current === null) return;
    event.preventDefault();
    wants_focus.current = true;
    reveal(view.current, next);
    set_active(next);
  }

  const template = columns.map(({ width }) => `minmax(${width}px, ${width}fr)`).join(' ');
  const least_width = columns.reduce((sum, { width }) => sum + width, 0);
  return (
    <div
      ref={view}
      class="virtual panel"
      role="table"
      aria-label={caption}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      tabIndex={0}
      style={{ '--columns': template, '--least-width': `${least_width}px` }}
      onKeyDown={on_key}
    >
      <Head columns={columns} sort={props.sort} on_sort={props.on_sort} />
      <div class="virtual-body" role="rowgroup" style={{ height: `${rows.length * kRowHeight}px` }}>
        {rows.slice(first, last).map((row, index) => (
          <Row
            key={props.row_key(row)}
            row={row}
            index={first + index}
            is_in_order={first + index === in_order}
            on_focus={set_active}
            table={props}
          />
        ))}
      </div>
    </div>
  );
}

interface HeadProps<Row> {
  columns: readonly VirtualColumn<Row>[];
  sort: Sort | null;
  on_sort: (column: string) => void;
}

function Head<Row>({ columns, sort, on_sort }: HeadProps<Row>) {
  return (
    <div class="virtual-head" role="rowgroup">
      <div class="virtual-row" role="row" aria-rowindex={1}>
        {columns.map(({ id, label, numeric }) => (
          <div
            key={id}
            role="columnheader"
            class={numeric ? 'numeric' : undefined}
            aria-sort={sort?.column === id ? order_word(sort) : 'none'}
          >
            <button type="button" class="sort" onClick={() => on_sort(id)}>
              {label}
              <span class="sort-mark" aria-hidden="true">
                {sort?.column === id ? (sort.is_descending ? '\u25be' : '\u25b4') : ''}
              </span>
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}

const order_word = (sort: Sort) => (sort.is_descending ? 'descending' : 'ascending');

interface RowProps<Row> {
  row: Row;
  index: number;
  is_in_order: boolean;
  on_focus: (index: number) => void;
  table: Props<Row>;
}

function Row<Row>({ row, index, is_in_order, on_focus, table }: RowProps<Row>) {
  return (
    <div
      class="virtual-row"
      role="row"
      aria-rowindex={index + 2}
      data-row={table.row_key(row)}
      style={{ transform: `translateY(${index * kRowHeight}px)` }}
    >
      {table.columns.map(({ id, numeric, cell }, column) => (
        <div
          key={id}
          role={column === 0 ? 'rowheader' : 'cell'}
          class={numeric ? `col-${id} numeric` : `col-${id}`}
        >
          {column === 0 ? (
            <a
              class="symbol"
              href={table.row_link(row)}
              tabIndex={is_in_order ? 0 : -1}
              onFocus={() => on_focus(index)}
            >
              {cell(row)}
            </a>
          ) : (
            cell(row)
          )}
        </div>
      ))}
    </div>
  );
}

function useViewport(view: { current: HTMLDivElement | null }) {
  const [scroll_top, set_scroll_top] = useState(0);
  const [height, set_height] = useState(0);
  useLayoutEffect(() => {
    const element = view.current;
    if (element === null) return undefined;
    const on_scroll = () => set_scroll_top(element.scrollTop);
    const observer = new ResizeObserver(() => set_height(element.clientHeight));
    element.addEventListener('scroll', on_scroll, { passive: true });
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', on_scroll);
      observer.disconnect();
    };
  }, []);
  return { scroll_top, height };
}

// The head covers the top of the view.
function reveal(view: HTMLElement, index: number): void {
  const top = index * kRowHeight;
  const room = view.clientHeight - kHeadHeight - kRowHeight;
  if (top < view.scrollTop) view.scrollTop = top;
  else if (top > view.scrollTop + room) view.scrollTop = top - room;
}

export function next_row(key: string, row: number, count: number, page: number): number | null {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  if (step === undefined || count === 0) return null;
  return Math.min(count - 1, Math.max(0, row + step));
}
