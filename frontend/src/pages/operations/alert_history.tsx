// What is wrong, and what was. The open ones stand above the page too.
import type { Alert } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { format_moment } from '../../format/figures';
import { format_count } from '../../format/format';

export function AlertHistory({ alerts }: { alerts: readonly Alert[] }) {
  const is_any_open = alerts.some((alert) => alert.resolved_at === null);
  return (
    <>
      <h2 class="section-head">Alerts</h2>
      {!is_any_open && <p class="lead">Nothing is wrong now.</p>}
      {alerts.length > 0 && (
        <div class="panel group flush">
          <DataTable
            caption="Alerts, open ones first"
            columns={kColumns}
            rows={alerts}
            row_key={(alert) => `${alert.key} ${alert.raised_at}`}
          />
        </div>
      )}
    </>
  );
}

const kColumns: readonly Column<Alert>[] = [
  { id: 'state', label: 'State', cell: (alert) => <AlertState alert={alert} /> },
  { id: 'text', label: 'What', cell: (alert) => <span class="wide-text">{alert.text}</span> },
  { id: 'raised', label: 'Since', cell: (alert) => format_moment(alert.raised_at) },
  { id: 'resolved', label: 'Over', cell: (alert) => format_moment(alert.resolved_at) },
  {
    id: 'said',
    label: 'Times told',
    numeric: true,
    cell: (alert) => format_count(alert.times_said),
  },
];

function AlertState({ alert }: { alert: Alert }) {
  if (alert.resolved_at !== null) return <span class="tone-pill">Over</span>;
  const is_critical = alert.severity === 'critical';
  return (
    <span class={`tone-pill ${is_critical ? 'tone-bad' : 'tone-caution'}`}>
      {is_critical ? 'Critical' : 'Warning'}
    </span>
  );
}
