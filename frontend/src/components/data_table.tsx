// A plain table: a heading a column, the first cell of a row names it. Where the table is wider
// than the screen it scrolls in its own frame, by keyboard too.
import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  id: string;
  label: string;
  numeric?: boolean;
  cell: (row: Row) => ComponentChildren;
}

interface Props<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  row_key: (row: Row) => string;
}

export function DataTable<Row>({ caption, columns, rows, row_key }: Props<Row>) {
  return (
    <div class="table-scroll" role="region" aria-label={caption} tabIndex={0}>
      <table class="data-table">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ id, label, numeric }) => (
              <th key={id} scope="col" class={numeric ? 'numeric' : undefined}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row_key(row)} data-row={row_key(row)}>
              {columns.map((column, index) => (
                <DataCell key={column.id} column={column} row={row} is_name={index === 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps<Row> {
  column: Column<Row>;
  row: Row;
  is_name: boolean;
}

function DataCell<Row>({ column, row, is_name }: CellProps<Row>) {
  const name = column.numeric ? `col-${column.id} numeric` : `col-${column.id}`;
  if (is_name) {
    return (
      <th scope="row" class={name}>
        {column.cell(row)}
      </th>
    );
  }
  return <td class={name}>{column.cell(row)}</td>;
}
