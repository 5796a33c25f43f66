// Enough of a hash to tell two apart; the whole of it for the pointer.
import { kAbsent } from '../format/format';

const kDigits = 12;

export function Hash({ value }: { value: string | null }) {
  return value === null ? <>{kAbsent}</> : <code title={value}>{value.slice(0, kDigits)}</code>;
}
