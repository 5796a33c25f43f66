// One side's predictions: whether they keep their word, how that moves over time, and in which
// groups they are better than the base rate.
import type { AgeColor, Score, SideCalibration, SidePerformance, Tier } from '../../api/types';
import { ReliabilityChart } from '../../components/chart/reliability';
import { RateTable, type RateRow } from '../../components/rate_table';
import { format_count, format_probability } from '../../format/format';
import { format_interval, format_score } from '../../format/figures';
import { kTierTitle } from '../../format/words';
import { useMemo } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { RollingChart } from './rolling_chart';

interface Props {
  side: SidePerformance;
  calibration: SideCalibration | undefined;
  outcomes_needed: number;
}

const kAgeText: Record<AgeColor, string> = {
  hot: 'Hot, 0 to 3 days',
  warm: 'Warm, 4 to 7 days',
  cool: 'Cool, 8 to 10 days',
  cold: 'Cold, 11 days and more',
};

export function SidePanel({ side, calibration, outcomes_needed }: Props) {
  const { signal_type } = side;
  const tables = { side: signal_type, outcomes_needed };
  return (
    <>
      <h2 class="visually-hidden">{`${signal_type} predictions`}</h2>
      <div class="chart-pair">
        <Reliability calibration={calibration} outcomes_needed={outcomes_needed} />
        <Rolling side={side} />
      </div>
      <Group title="In short" note={kShortNote}>
        <RateTable
          {...tables}
          caption={`${signal_type}: all predictions and the published ones`}
          group="Predictions"
          rows={[
            rate_row('all', 'All', side.all),
            rate_row('signals', 'On the active list', side.signals),
          ]}
        />
        <ScoreFacts score={side.all} />
      </Group>
      <Group title="Does the edge fade with age, as the rank does?" note={kLateNote}>
        <RateTable
          {...tables}
          caption={`${signal_type}: the best fifth of each night, entered late`}
          group="Age at the entry"
          rows={side.late_entries.map((row) => ({
            ...rate_row(row.age, kAgeText[row.age], row),
            effective_confidence: row.effective_confidence,
          }))}
        />
      </Group>
      <Group title="By confidence">
        <RateTable
          {...tables}
          caption={`${signal_type} predictions by confidence`}
          group="Confidence"
          rows={side.by_confidence.map((row) => rate_row(row.bucket, row.bucket, row))}
        />
      </Group>
      <Group title="By tier">
        <RateTable
          {...tables}
          caption={`${signal_type} predictions by tier`}
          group="Tier"
          rows={side.by_market_cap.map((row) =>
            rate_row(row.market_cap, tier_title(row.market_cap), row),
          )}
        />
      </Group>
      <Group title="By sector">
        <RateTable
          {...tables}
          caption={`${signal_type} predictions by sector`}
          group="Sector"
          rows={side.by_sector.map((row) => rate_row(row.sector, row.sector, row))}
        />
      </Group>
      <Group title="By month">
        <RateTable
          {...tables}
          caption={`${signal_type} predictions by month of their session`}
          group="Month"
          rows={side.by_month.map((row) => rate_row(row.month, row.month, row))}
        />
      </Group>
      <Group title="By age at the exit" note={kAgeNote}>
        <RateTable
          {...tables}
          caption={`${signal_type} predictions by age at the exit`}
          group="Age at the exit"
          rows={side.by_age.map((row) => rate_row(row.age, kAgeText[row.age], row))}
        />
      </Group>
      <Group title="By model">
        <RateTable
          {...tables}
          caption={`${signal_type} predictions by model`}
          group="Model"
          rows={side.by_model.map((row) => rate_row(row.model_id, row.model_id, row))}
        />
      </Group>
    </>
  );
}

const kShortNote =
  'Intervals are made by drawing blocks of ten nights, since the trades of neighbouring nights ' +
  'overlap; with fewer than 30 nights they are unknown. The tick is the base rate.';
const kLateNote =
  'The best fifth of each night by confidence, entered at the close of a later evening with that ' +
  'evening\u2019s levels. Said is the confidence of the first evening; ranked by is what it has ' +
  'decayed to.';
const kAgeNote =
  'Early exits are mostly stops and targets, late ones mostly trades that went nowhere: this ' +
  'says how trades end, not when to enter.';

const tier_title = (tier: Tier) => kTierTitle[tier];

function rate_row(id: string, label: string, score: Score): RateRow {
  return { ...score, id, label };
}

interface GroupProps {
  title: string;
  note?: string;
  children: ComponentChildren;
}

function Group({ title, note, children }: GroupProps) {
  return (
    <section class="panel group">
      <h3>{title}</h3>
      {note && <p class="muted">{note}</p>}
      {children}
    </section>
  );
}

const brier_of = (score: Score) => [score.brier, score.brier_of_base] as const;
const log_loss_of = (score: Score) => [score.log_loss, score.log_loss_of_base] as const;

function Against({ values: [said, base] }: { values: readonly [number | null, number | null] }) {
  return (
    <>
      <b>{format_score(said)}</b> against <b>{format_score(base)}</b> of the base rate
    </>
  );
}

function ScoreFacts({ score }: { score: Score }) {
  if (score.brier === null) return null;
  return (
    <p class="muted score-facts">
      Errors of the confidence, smaller is better: Brier <Against values={brier_of(score)} />, log
      loss <Against values={log_loss_of(score)} />.
    </p>
  );
}

interface ReliabilityProps {
  calibration: SideCalibration | undefined;
  outcomes_needed: number;
}

function Reliability({ calibration, outcomes_needed }: ReliabilityProps) {
  const bins = useMemo(
    () =>
      (calibration?.bins ?? []).map((bin) => ({
        said: bin.mean_confidence,
        won: bin.win_rate,
        low: bin.win_rate_low,
        high: bin.win_rate_high,
        outcomes: bin.outcomes,
      })),
    [calibration],
  );
  if (calibration === undefined || bins.length === 0) {
    const outcomes = calibration?.outcomes ?? 0;
    return (
      <Withheld
        title="Reliability"
        text={`Withheld: ${format_count(outcomes)} of ${outcomes_needed} outcomes so far.`}
      />
    );
  }
  return (
    <ReliabilityChart
      side={calibration.signal_type}
      bins={bins}
      base_rate={calibration.base_rate}
      note={
        `Equal numbers of predictions a point. Said on average ` +
        `${format_probability(calibration.confidence)}, won ` +
        `${format_probability(calibration.win_rate)} ` +
        `(${format_interval(calibration.win_rate_low, calibration.win_rate_high)}).`
      }
    />
  );
}

function Rolling({ side }: { side: SidePerformance }) {
  if (side.rolling.length < 2) {
    return (
      <Withheld
        title="Over time"
        text={
          `Withheld: a point needs 42 nights that can be judged, and a curve two points; ` +
          `${format_count(side.all.nights)} so far.`
        }
      />
    );
  }
  return <RollingChart side={side.signal_type} rolling={side.rolling} />;
}

function Withheld({ title, text }: { title: string; text: string }) {
  return (
    <section class="panel group withheld">
      <h3>{title}</h3>
      <p class="muted">{text}</p>
    </section>
  );
}
