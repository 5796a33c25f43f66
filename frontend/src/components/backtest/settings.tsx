// What was set, what it was run on, and how the nights ended.
import type { BacktestReport } from '../../api/types';
import { money_facts, origin_facts, rule_facts } from '../../format/backtest';
import { format_count } from '../../format/format';
import { FactList, type FactRow } from '../fact_list';
import { Hash } from '../hash';

const kHashes = new Set(['Prices', 'Settings']);

export function Settings({ report }: { report: BacktestReport }) {
  const { about, nights, portfolio } = report;
  const skipped = portfolio.skipped.filter(({ count }) => count > 0);
  return (
    <div class="settings">
      <Facts title="Rules" facts={rule_facts(about)} />
      <Facts title="Portfolio" facts={money_facts(about)} />
      <div>
        <Facts
          title="Made from"
          facts={origin_facts(about).map(([name, text]) => [
            name,
            kHashes.has(name) ? <Hash value={text} /> : text,
          ])}
        />
        <Facts
          title="Nights"
          facts={[
            ['Sessions', format_count(nights.sessions)],
            ['Published', format_count(nights.published)],
            ['No edge', format_count(nights.no_edge)],
            ['Suspect', format_count(nights.suspect)],
            ['Incomplete', format_count(nights.incomplete)],
            ['Not scored', format_count(nights.not_scored)],
          ]}
        />
        {skipped.length > 0 && (
          <Facts
            title="Signals not taken"
            facts={skipped.map(({ reason, count }) => [reason, format_count(count)])}
          />
        )}
      </div>
    </div>
  );
}

function Facts({ title, facts }: { title: string; facts: readonly FactRow[] }) {
  return (
    <section class="panel group padded">
      <h3>{title}</h3>
      <FactList facts={facts} />
    </section>
  );
}
