// A table that sorts by any column, with the mouse or the keyboard.
import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

const kRowsFirst = 40;

export interface Column<Row> {
  key: string;
  title: string;
  is_number?: boolean;
  hides_on_phone?: boolean;
  value: (row: Row) => number | string | null;
  cell: (row: Row) => ComponentChildren;
}

function before<Row>(column: Column<Row>, a: Row, b: Row): number {
  const [x, y] = [column.value(a), column.value(b)];
  if (x === null || y === null) return (x === null ? 1 : 0) - (y === null ? 1 : 0);
  return x < y ? -1 : x > y ? 1 : 0;
}

const class_of = <Row,>(column: Column<Row>) =>
  `${column.is_number === true ? 'number' : ''} ${column.hides_on_phone === true ? 'wide' : ''}`;

export function Table<Row>(props: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  row_key: (row: Row) => string;
}) {
  const [shows_all, show_all] = useState(false);
  const [sorted, set_sorted] = useState<{ key: string; is_up: boolean } | null>(null);
  const column = props.columns.find(({ key }) => key === sorted?.key);
  const rows = [...props.rows];
  if (column !== undefined && sorted !== null) {
    rows.sort((a, b) => (sorted.is_up ? 1 : -1) * before(column, a, b));
  }
  // Numbers first from the top, words from A.
  const sort_by = ({ key, is_number }: Column<Row>) =>
    set_sorted({ key, is_up: sorted?.key === key ? !sorted.is_up : is_number !== true });
  const order_of = (key: string) =>
    sorted?.key !== key ? 'none' : sorted.is_up ? 'ascending' : 'descending';
  const shown = shows_all ? rows : rows.slice(0, kRowsFirst);
  return (
    <>
      <table>
        <caption class="unseen">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((one) => (
              <th key={one.key} scope="col" class={class_of(one)} aria-sort={order_of(one.key)}>
                <button type="button" onClick={() => sort_by(one)}>
                  {one.title}
                  <span aria-hidden="true">
                    {{ none: '', ascending: ' \u2191', descending: ' \u2193' }[order_of(one.key)]}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={props.row_key(row)} data-row={props.row_key(row)}>
              {props.columns.map((one) => (
                <td key={one.key} class={class_of(one)}>
                  {one.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < rows.length && (
        <button type="button" class="more" onClick={() => show_all(true)}>
          Show all {rows.length}
        </button>
      )}
    </>
  );
}
