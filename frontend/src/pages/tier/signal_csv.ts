// The signals on show as a file: the answer's fields by their own names, values as they came.
import type { Signal } from '../../api/types';
import { to_csv } from '../../format/csv';

const kFields = [
  'symbol',
  'name',
  'sector',
  'market_cap',
  'signal_type',
  'confidence',
  'effective_confidence',
  'latest_confidence',
  'base_rate',
  'expected_return',
  'entry_date',
  'entry_price',
  'entry_min',
  'entry_max',
  'fill_date',
  'fill_price',
  'current_price',
  'target_price',
  'stop_price',
  'target_pct',
  'stop_pct',
  'profit_loss_pct',
  'age_days',
  'age_color',
  'days_left',
] as const satisfies readonly (keyof Signal)[];

export function signals_csv(signals: readonly Signal[], as_of: string | null): string {
  const header = ['as_of', ...kFields, 'reasons'];
  const rows = signals.map((signal) => [
    as_of,
    ...kFields.map((field) => signal[field]),
    signal.reasons.map((reason) => reason.text).join('; '),
  ]);
  return to_csv(header, rows);
}
