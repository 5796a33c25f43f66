// The stock that the address names.

/** As the API understands them: BRK.B and BRK-B are the same. */
const kSymbol = /^[A-Z][A-Z0-9]{0,9}([.-][A-Z])?$/;

/** Null when nothing like a symbol is asked for. */
export function symbol_of(search: string): string | null {
  const symbol = (new URLSearchParams(search).get('symbol') ?? '').trim().toUpperCase();
  return kSymbol.test(symbol) ? symbol : null;
}
