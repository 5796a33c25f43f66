// Rows as CSV after RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe
// before it, which spreadsheets show as text; numbers stay numbers.

export type CsvValue = string | number | boolean | null;

export function to_csv(header: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [header, ...rows].map((row) => `${row.map(csv_field).join(',')}\r\n`).join('');
}

export function csv_field(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Hands `text` to the reader as a file. */
export function save_csv(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
