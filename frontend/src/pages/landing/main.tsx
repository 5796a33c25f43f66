// The overview: the track record, and where the signals are.
import { consistent } from '../../api/consistent';
import { read_latest_run, read_sectors, read_signals, read_stats } from '../../api/client';
import type { LatestRun, SectorList, SignalList, StatsAnswer } from '../../api/types';
import { kPagePath } from '../../components/header';
import { ArrowIcon } from '../../components/icons';
import { start_page } from '../../components/page';
import { kBestSignalsPerTier } from '../../config';
import { kTiers } from '../../format/words';
import { TierCard } from './tier_card';
import { Tiles } from './tiles';

interface LandingData extends Record<string, { as_of: string | null }> {
  latest: LatestRun;
  stats: StatsAnswer;
  sectors: SectorList;
  large_cap: SignalList;
  mid_cap: SignalList;
  small_cap: SignalList;
}

start_page<LandingData>({
  page: 'landing',
  title: 'Overview',
  load: () => consistent(load),
  Content: LandingContent,
});

async function load(): Promise<LandingData> {
  const [latest, stats, sectors, large_cap, mid_cap, small_cap] = await Promise.all([
    read_latest_run(),
    read_stats(),
    read_sectors(),
    read_signals('large_cap', kBestSignalsPerTier),
    read_signals('mid_cap', kBestSignalsPerTier),
    read_signals('small_cap', kBestSignalsPerTier),
  ]);
  return { latest, stats, sectors, large_cap, mid_cap, small_cap };
}

function LandingContent({ data }: { data: LandingData }) {
  const { latest, stats } = data;
  return (
    <>
      <Tiles stats={stats.stats} />
      <ul class="cards landing-cards">
        <SectorsCard sectors={data.sectors} />
        {kTiers.map((tier) => (
          <TierCard key={tier} tier={tier} best={data[tier]} stats={stats.stats} latest={latest} />
        ))}
      </ul>
    </>
  );
}

function SectorsCard({ sectors }: { sectors: SectorList }) {
  const named = [
    ['bullish', 'Bullish', sectors.bullish],
    ['bearish', 'Bearish', sectors.bearish],
    ['neutral', 'Neutral', sectors.neutral],
  ] as const;
  return (
    <li class="panel card sectors-card">
      <div class="card-head">
        <h2>
          <a href={kPagePath.sectors}>
            Sectors <ArrowIcon />
          </a>
        </h2>
        <span class="card-counts">
          <span>
            <b>{sectors.total_sectors}</b> in all
          </span>
        </span>
      </div>
      <dl class="sector-summary">
        {named.map(([id, word, list]) => (
          <div key={id} class={id}>
            <dt>
              <span class={`badge sentiment-${id}`}>{word}</span> <b>{list.length}</b>
            </dt>
            <dd>{list.length === 0 ? 'none' : list.map((sector) => sector.sector).join(', ')}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
