// What is wrong, above the page: one line an open alert. It asks for itself, so that a page whose
// own data fails still shows it; where it cannot be asked, the page's own notice says why.
import { signal } from '@preact/signals';
import { read_alerts } from '../api/client';
import type { Alert } from '../api/types';
import { format_published } from '../format/format';
import { poll_page } from '../refresh/page_poller';
import type { Poller } from '../refresh/poller';
import { CautionIcon, CrossIcon } from './icons';

/** More lines than this are folded: the page is for the signals. */
const kShownMax = 3;

const kFolded = signal(true);

export const poll_alerts = () => poll_page(read_alerts, ['alerts']);

export function Alerts({ poller }: { poller: Poller<{ alerts: Alert[] }> }) {
  const alerts = poller.state.value.data?.alerts ?? [];
  if (alerts.length === 0) return null;
  const shown = kFolded.value ? alerts.slice(0, kShownMax) : alerts;
  const more = alerts.length - shown.length;
  return (
    <section class="alerts" aria-label="Alerts">
      <ul>
        {shown.map((alert) => (
          <AlertLine key={alert.key} alert={alert} />
        ))}
      </ul>
      {more > 0 && (
        <button type="button" class="button" onClick={() => (kFolded.value = false)}>
          {more} more
        </button>
      )}
    </section>
  );
}

function AlertLine({ alert }: { alert: Alert }) {
  const is_critical = alert.severity === 'critical';
  return (
    <li class={`alert ${is_critical ? 'tone-bad' : 'tone-caution'}`}>
      {is_critical ? <CrossIcon /> : <CautionIcon />}
      <p>
        <b>{is_critical ? 'Critical' : 'Warning'}:</b> {alert.text}. Since{' '}
        <time dateTime={alert.raised_at}>{format_published(alert.raised_at)}</time>.
      </p>
    </li>
  );
}
