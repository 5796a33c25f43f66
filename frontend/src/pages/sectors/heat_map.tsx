// Sectors by tiers: net of BUY and SELL signals in colour and number. Each cell leads to its
// signals.
import type { Signal } from '../../api/types';
import { kPagePath } from '../../components/header';
import { format_net } from '../../format/format';
import { kTiers, kTierTitle } from '../../format/words';
import { kDefaultView, search_of } from '../tier/view';
import { heat_rows, heat_tone, type HeatCell } from './heat';

interface Props {
  signals: readonly Signal[];
  sectors: readonly string[];
}

export function HeatMap({ signals, sectors }: Props) {
  return (
    <section class="panel heat" aria-labelledby="heat-title">
      <h2 id="heat-title">Signals by sector and tier</h2>
      <p class="muted">BUY less SELL signals. A cell leads to its signals.</p>
      <table class="heat-map">
        <thead>
          <tr>
            <th scope="col">Sector</th>
            {kTiers.map((tier) => (
              <th key={tier} scope="col">
                <a href={kPagePath[tier]}>{kTierTitle[tier]}</a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {heat_rows(signals, sectors).map(({ sector, cells }) => (
            <tr key={sector}>
              <th scope="row">{sector}</th>
              {cells.map((cell) => (
                <td key={cell.tier} class={`heat-${heat_tone(cell)}`}>
                  <Cell sector={sector} cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ sector, cell }: { sector: string; cell: HeatCell }) {
  const { buys, sells, net } = cell;
  if (buys + sells === 0) {
    return (
      <span class="heat-cell" title="No active signal">
        0
      </span>
    );
  }
  return (
    <a
      class="heat-cell"
      href={heat_path(sector, cell)}
      title={`${sector}, ${kTierTitle[cell.tier]}: ${buys} BUY, ${sells} SELL`}
    >
      <b>{format_net(net)}</b>
      <span class="heat-counts">
        {buys > 0 && <span>{buys} BUY</span>} {sells > 0 && <span>{sells} SELL</span>}
      </span>
    </a>
  );
}

// The page of a tier with the signals of one sector, on the side that has more.
function heat_path(sector: string, { tier, net }: HeatCell): string {
  return `${kPagePath[tier]}${search_of({ ...kDefaultView, sector })}#${net < 0 ? 'sell' : 'buy'}`;
}
