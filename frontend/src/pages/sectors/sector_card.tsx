// One sector: what its active signals say, and how all its members lean.
import type { Sector, Side } from '../../api/types';
import { SentimentBadge } from '../../components/badges';
import { ConfidenceBar } from '../../components/confidence';
import { format_points, format_probability } from '../../format/format';
import { counted } from '../../format/words';

export function SectorCard({ sector }: { sector: Sector }) {
  return (
    <li class={`panel card sector ${sector.sentiment.toLowerCase()}`} data-sector={sector.sector}>
      <div class="card-head">
        <h2>{sector.sector}</h2>
        <SentimentBadge sentiment={sector.sentiment} />
      </div>
      <p class="muted members">{counted(sector.member_count, 'member')}</p>
      <SideLine
        side="BUY"
        count={sector.buy_count}
        confidence={sector.avg_buy_confidence}
        base_rate={sector.avg_buy_base_rate}
      />
      <SideLine
        side="SELL"
        count={sector.sell_count}
        confidence={sector.avg_sell_confidence}
        base_rate={sector.avg_sell_base_rate}
      />
      <Breadth sector={sector} />
    </li>
  );
}

interface SideLineProps {
  side: Side;
  count: number;
  confidence: number | null;
  base_rate: number | null;
}

function SideLine({ side, count, confidence, base_rate }: SideLineProps) {
  return (
    <div class={`side-line ${side.toLowerCase()}`}>
      <span class="side-count">
        <b data-field={`${side.toLowerCase()}_count`}>{count}</b> {side}
      </span>
      {confidence === null || base_rate === null ? (
        <span class="muted">no active signal</span>
      ) : (
        <span class="side-confidence">
          <ConfidenceBar side={side} value={confidence} base_rate={base_rate} />
          <span>
            avg <b>{format_probability(confidence)}</b>, base <b>{format_probability(base_rate)}</b>
          </span>
        </span>
      )}
    </div>
  );
}

function Breadth({ sector }: { sector: Sector }) {
  return (
    <dl class="breadth" title="Mean over all members of the probability minus its base rate">
      <div>
        <dt>Breadth BUY</dt>
        <dd>{format_points(sector.breadth_buy)}</dd>
      </div>
      <div>
        <dt>
          <span class="visually-hidden">Breadth </span>SELL
        </dt>
        <dd>{format_points(sector.breadth_sell)}</dd>
      </div>
    </dl>
  );
}
