// The columns of the table of predictions, on the page and in its file.
import type { Prediction } from '../../api/types';
import { SideBadge } from '../../components/badges';
import { ConfidenceBar } from '../../components/confidence';
import type { VirtualColumn } from '../../components/virtual_table';
import type { CsvValue } from '../../format/csv';
import { format_probability, format_return } from '../../format/format';
import { kTierTitle, kVerdictWord } from '../../format/words';
import type { ColumnId } from './query';

export const kColumns: Record<ColumnId, VirtualColumn<Prediction>> = {
  symbol: { id: 'symbol', label: 'Symbol', width: 78, cell: (row) => row.symbol },
  name: {
    id: 'name',
    label: 'Company',
    width: 190,
    cell: (row) => <span class="company">{row.name}</span>,
  },
  signal_type: {
    id: 'signal_type',
    label: 'Side',
    width: 60,
    cell: (row) => <SideBadge side={row.signal_type} />,
  },
  confidence: {
    id: 'confidence',
    label: 'Confidence',
    width: 94,
    numeric: true,
    cell: (row) => (
      <>
        <b>{format_probability(row.confidence)}</b>
        <ConfidenceBar side={row.signal_type} value={row.confidence} base_rate={row.base_rate} />
      </>
    ),
  },
  base_rate: {
    id: 'base_rate',
    label: 'Base',
    width: 58,
    numeric: true,
    cell: (row) => format_probability(row.base_rate),
  },
  expected_return: {
    id: 'expected_return',
    label: 'Expected',
    width: 84,
    numeric: true,
    cell: (row) => format_return(row.expected_return),
  },
  status: { id: 'status', label: 'Verdict', width: 82, cell: (row) => <Verdict row={row} /> },
  market_cap: {
    id: 'market_cap',
    label: 'Tier',
    width: 90,
    cell: (row) => kTierTitle[row.market_cap],
  },
  sector: { id: 'sector', label: 'Sector', width: 170, cell: (row) => row.sector },
};

function Verdict({ row }: { row: Prediction }) {
  if (!row.is_familiar) {
    return (
      <span class="verdict-unfamiliar" title="Unlike anything the model learned from: a guess">
        Unfamiliar
      </span>
    );
  }
  return <span class={`verdict-${row.status.toLowerCase()}`}>{kVerdictWord[row.status]}</span>;
}

export const kCsvHeader = [
  'session',
  'symbol',
  'name',
  'sector',
  'market_cap',
  'signal_type',
  'confidence',
  'base_rate',
  'expected_return',
  'is_familiar',
  'status',
  'model_id',
] as const satisfies readonly (keyof Prediction)[];

export const csv_row = (row: Prediction): CsvValue[] => kCsvHeader.map((name) => row[name]);
