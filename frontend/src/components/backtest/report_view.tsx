// A whole backtest, below its heading. The page and the file that stands alone show the same.
import { useMemo } from 'preact/hooks';
import type { BacktestReport } from '../../api/types';
import { kOutcomesNeeded } from '../../config';
import { ReliabilityChart } from '../chart/reliability';
import { BaselineTables } from './baseline_tables';
import { CostTable, RandomTrades } from './chance';
import { Curves } from './curves';
import { TradeScatter } from './scatter';
import { NoSensitivity, SensitivityMap } from './sensitivity';
import { Settings } from './settings';
import { HeadlineTiles, InWords } from './summary';
import { TradeTables } from './trade_tables';
import { MonthMap, YearTable } from './years';

const kSections = [
  ['curves', 'Over time'],
  ['against', 'Against chance and others'],
  ['kept', 'Is the word kept?'],
  ['trades', 'Trades'],
  ['tried', 'Other settings'],
  ['set', 'Settings used'],
] as const;

type SectionId = (typeof kSections)[number][0];

function SectionHead({ id }: { id: SectionId }) {
  return (
    <h2 class="section-head" id={id}>
      {kSections.find(([name]) => name === id)?.[1]}
    </h2>
  );
}

export function ReportView({ report }: { report: BacktestReport }) {
  const { trades, portfolio, sensitivity, deflation } = report;
  return (
    <>
      <HeadlineTiles report={report} />
      <InWords report={report} />
      <nav class="report-sections" aria-label="Parts of the report">
        {kSections.map(([id, text]) => (
          <a key={id} href={`#${id}`}>
            {text}
          </a>
        ))}
      </nav>
      <SectionHead id="curves" />
      <Curves report={report} />
      <MonthMap portfolio={portfolio} />
      <YearTable portfolio={portfolio} />
      <SectionHead id="against" />
      <RandomTrades random={report.random} />
      <CostTable at_costs={trades.at_costs} />
      <BaselineTables baselines={report.baselines} />
      <SectionHead id="kept" />
      <Reliability report={report} />
      <TradeScatter trades={trades} />
      <SectionHead id="trades" />
      <TradeTables trades={trades} />
      <SectionHead id="tried" />
      {sensitivity === null ? (
        <NoSensitivity trials={deflation.trials} />
      ) : (
        <SensitivityMap sensitivity={sensitivity} />
      )}
      <SectionHead id="set" />
      <Settings report={report} />
    </>
  );
}

function Reliability({ report: { trades } }: { report: BacktestReport }) {
  const sides = useMemo(
    () =>
      trades.reliability.map(({ side, bins }) => ({
        side,
        base_rate: bins[0]?.base_rate ?? null,
        bins: bins
          .filter(({ count }) => count >= kOutcomesNeeded)
          .map((bin) => ({
            said: bin.confidence,
            won: bin.win_rate,
            low: bin.low,
            high: bin.high,
            outcomes: bin.count,
          })),
      })),
    [trades],
  );
  return (
    <div class="chart-pair even">
      {sides.map(({ side, base_rate, bins }) =>
        bins.length === 0 ? (
          <section key={side} class="panel group withheld">
            <h3>Reliability, {side}</h3>
            <p class="muted">Withheld: a point needs {kOutcomesNeeded} outcomes.</p>
          </section>
        ) : (
          <ReliabilityChart
            key={side}
            side={side}
            bins={bins}
            base_rate={base_rate}
            note={
              'On the dashed diagonal the confidence came true; below it too much was said. ' +
              `Points of fewer than ${kOutcomesNeeded} outcomes are left out.`
            }
          />
        ),
      )}
    </div>
  );
}
