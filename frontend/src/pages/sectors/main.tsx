// Sector sentiment: a heat map of sectors and tiers; bullish, bearish and all sectors in three
// tabs, a card per sector.
import { consistent } from '../../api/consistent';
import { read_all_signals, read_latest_run, read_sectors } from '../../api/client';
import type { LatestRun, Sector, SectorList, SignalList } from '../../api/types';
import { Empty } from '../../components/notices';
import { start_page } from '../../components/page';
import { Tabs } from '../../components/tabs';
import { explain_no_sector } from '../../format/run_state';
import { HeatMap } from './heat_map';
import { SectorCard } from './sector_card';

interface SectorsData extends Record<string, { as_of: string | null }> {
  latest: LatestRun;
  sectors: SectorList;
  signals: SignalList;
}

start_page<SectorsData>({
  page: 'sectors',
  title: 'Sectors',
  load: () => consistent(load),
  Content: SectorsContent,
});

async function load(): Promise<SectorsData> {
  const [latest, sectors, signals] = await Promise.all([
    read_latest_run(),
    read_sectors(),
    read_all_signals(),
  ]);
  return { latest, sectors, signals };
}

function SectorsContent({ data }: { data: SectorsData }) {
  const { latest, sectors } = data;
  const { bullish, bearish, neutral } = sectors;
  const { signals } = data.signals;
  const all = [...bullish, ...bearish, ...neutral];
  const tab = (id: string, label: string, kind: string, list: readonly Sector[]) => ({
    id,
    label,
    count: list.length,
    accent: id,
    panel: () => <SectorPanel kind={kind} list={list} latest={latest} />,
  });
  return (
    <>
      <p class="lead">
        Sentiment counts the active signals of a sector. Breadth is the mean, over all its members,
        of the model&rsquo;s probability minus the base rate, in percentage points.
      </p>
      <div class="sector-columns">
        {signals.length > 0 && (
          <HeatMap signals={signals} sectors={all.map(({ sector }) => sector)} />
        )}
        <div>
          <Tabs
            label="Sentiment"
            tabs={[
              tab('bullish', 'Bullish', 'bullish sector', bullish),
              tab('bearish', 'Bearish', 'bearish sector', bearish),
              tab('all', 'All', 'sector', all),
            ]}
          />
        </div>
      </div>
    </>
  );
}

interface PanelProps {
  kind: string;
  list: readonly Sector[];
  latest: LatestRun;
}

function SectorPanel({ kind, list, latest }: PanelProps) {
  if (list.length === 0) return <Empty {...explain_no_sector(latest, kind)} />;
  return (
    <ul class="cards">
      {list.map((sector) => (
        <SectorCard key={sector.sector} sector={sector} />
      ))}
    </ul>
  );
}
