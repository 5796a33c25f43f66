// The data behind the last night.
import type { LatestRun } from '../../api/types';
import { FactList, type FactRow } from '../../components/fact_list';
import { Hash } from '../../components/hash';
import { format_count, format_probability, format_session, kAbsent } from '../../format/format';

export function DataStatus({ latest }: { latest: LatestRun }) {
  const { run } = latest;
  return (
    <section class="panel operation-card">
      <h2>Data of the last night</h2>
      {run === null ? (
        <p class="muted">
          No scan has run yet. To scan by hand, run <code>turbomode scan</code>.
        </p>
      ) : (
        <FactList facts={facts(run)} />
      )}
    </section>
  );
}

function facts(run: NonNullable<LatestRun['run']>): FactRow[] {
  return [
    ['Session', format_session(run.session)],
    ['Prices from', run.data_source ?? kAbsent],
    [
      'Fresh',
      `${format_count(run.fresh_count)} of ${format_count(run.universe_count)} members ` +
        `(${format_probability(run.coverage)})`,
    ],
    [
      'Scored',
      `${format_count(run.scored_count)} stocks, ` +
        `${format_count(run.too_short_count)} too short a history`,
    ],
    ['Data', <Hash value={run.data_hash} />],
    ['Features', <Hash value={run.schema_hash} />],
    ['Settings', <Hash value={run.config_hash} />],
  ];
}
