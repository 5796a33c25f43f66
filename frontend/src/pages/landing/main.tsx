// The overview: the track record, what the night changed, and where the signals are.
import { consistent } from '../../api/consistent';
import {
  read_all_signals,
  read_history,
  read_latest_run,
  read_sectors,
  read_stats,
} from '../../api/client';
import type { HistoryList, LatestRun, SectorList, SignalList, StatsAnswer } from '../../api/types';
import { kPagePath } from '../../components/header';
import { ArrowIcon } from '../../components/icons';
import { start_page } from '../../components/page';
import { kBestSignalsPerTier, kSignalsMax } from '../../config';
import { kTiers } from '../../format/words';
import { Changes } from './changes';
import { TierCard } from './tier_card';
import { Tiles } from './tiles';

interface LandingData extends Record<string, { as_of: string | null }> {
  latest: LatestRun;
  stats: StatsAnswer;
  sectors: SectorList;
  signals: SignalList;
  history: HistoryList;
}

start_page<LandingData>({
  page: 'landing',
  title: 'Overview',
  load: () => consistent(load),
  Content: LandingContent,
});

async function load(): Promise<LandingData> {
  // A night closes no more signals than there can be.
  const [latest, stats, sectors, signals, history] = await Promise.all([
    read_latest_run(),
    read_stats(),
    read_sectors(),
    read_all_signals(),
    read_history(kSignalsMax),
  ]);
  return { latest, stats, sectors, signals, history };
}

function LandingContent({ data }: { data: LandingData }) {
  const { latest, stats, history } = data;
  const { signals, as_of } = data.signals;
  return (
    <>
      <Tiles stats={stats.stats} />
      {as_of !== null && <Changes session={as_of} signals={signals} history={history.history} />}
      <ul class="cards landing-cards">
        <SectorsCard sectors={data.sectors} />
        {kTiers.map((tier) => (
          <TierCard
            key={tier}
            tier={tier}
            best={signals
              .filter((signal) => signal.market_cap === tier)
              .slice(0, kBestSignalsPerTier)}
            stats={stats.stats}
            latest={latest}
          />
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
