// The page of one tier: its BUY and SELL signals in two tabs. The three tiers differ in nothing
// but their name.
import { consistent } from '../../api/consistent';
import { read_latest_run, read_signals } from '../../api/client';
import type { LatestRun, Side, SignalList, Tier, TierRule } from '../../api/types';
import { Empty } from '../../components/notices';
import { start_page } from '../../components/page';
import { Tabs } from '../../components/tabs';
import { kSignalsPerSideMax } from '../../config';
import { format_compact_dollars } from '../../format/format';
import { explain_empty } from '../../format/run_state';
import { kSides, kTierTitle, kTierWords } from '../../format/words';
import { Candidates } from './candidates';
import { page_view } from './page_view';
import { SignalTable } from './signal_table';
import { Toolbar } from './toolbar';
import { apply_view } from './view';

interface TierData extends Record<string, { as_of: string | null }> {
  latest: LatestRun;
  buy: SignalList;
  sell: SignalList;
}

export function start_tier_page(tier: Tier): void {
  start_page<TierData>({
    page: tier,
    title: kTierTitle[tier],
    load: () => consistent(() => load(tier)),
    Content: ({ data }) => <TierContent tier={tier} data={data} />,
  });
}

async function load(tier: Tier): Promise<TierData> {
  const [latest, buy, sell] = await Promise.all([
    read_latest_run(),
    read_signals(tier, kSignalsPerSideMax, 'BUY'),
    read_signals(tier, kSignalsPerSideMax, 'SELL'),
  ]);
  return { latest, buy, sell };
}

function TierContent({ tier, data }: { tier: Tier; data: TierData }) {
  return (
    <>
      <p class="lead">{lead(tier, data.latest.tier_rule)}</p>
      <Tabs
        label="Side"
        tabs={kSides.map((side) => {
          const list = side === 'BUY' ? data.buy : data.sell;
          return {
            id: side.toLowerCase(),
            label: side,
            count: list.total,
            accent: side.toLowerCase(),
            panel: () => <SidePanel tier={tier} side={side} list={list} latest={data.latest} />,
          };
        })}
      />
    </>
  );
}

interface PanelProps {
  tier: Tier;
  side: Side;
  list: SignalList;
  latest: LatestRun;
}

function SidePanel({ tier, side, list, latest }: PanelProps) {
  const { showing } = latest;
  return (
    <>
      <Signals tier={tier} side={side} list={list} latest={latest} />
      {showing !== null && (
        <Candidates
          key={side}
          tier={tier}
          side={side}
          edition={`${showing.session} ${showing.published_at}`}
        />
      )}
    </>
  );
}

function Signals({ tier, side, list, latest }: PanelProps) {
  const { signals, total, as_of } = list;
  if (signals.length === 0) return <Empty {...explain_empty(latest, tier, side)} />;
  const rows = apply_view(signals, page_view.value);
  return (
    <>
      <h2 class="visually-hidden">{`${side} signals`}</h2>
      <Toolbar
        signals={signals}
        shown={rows.map(({ signal }) => signal)}
        as_of={as_of}
        file={`turbomode_${tier}_${side.toLowerCase()}_${as_of}`}
      />
      {rows.length === 0 ? (
        <p class="panel no-match">{`No ${side} signal is of that sector and age.`}</p>
      ) : (
        <SignalTable
          side={side}
          caption={`${side} signals for ${kTierWords[tier]}`}
          rows={rows}
          as_of={as_of}
        />
      )}
      {total > signals.length && (
        <p class="muted">{`The best ${signals.length} of ${total} are shown.`}</p>
      )}
    </>
  );
}

function lead(tier: Tier, rule: TierRule): string {
  const { large_cap_min: large, mid_cap_min: mid } = rule;
  const measure = rule.rule === 'dollar_volume' ? 'dollar volume a session' : 'market cap';
  if (large === null || mid === null) return rule.text;
  const ranges: Record<Tier, string> = {
    large_cap: `${measure} from ${format_compact_dollars(large)}`,
    mid_cap: `${measure} from ${format_compact_dollars(mid)} to ${format_compact_dollars(large)}`,
    small_cap: `${measure} below ${format_compact_dollars(mid)}`,
  };
  return `S&P 500 members with ${ranges[tier]}.`;
}
