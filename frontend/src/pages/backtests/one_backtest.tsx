// One backtest, its files, and the way to another one beside it.
import { backtest_file } from '../../api/client';
import type { BacktestList, BacktestReport } from '../../api/types';
import { kPagePath } from '../../components/header';
import { DownloadIcon } from '../../components/icons';
import { ReportView } from '../../components/backtest/report_view';
import { Marks } from '../../components/backtest/summary';
import { kPredictionsWord, period_text } from '../../format/backtest';

const kFiles = [
  ['report.html', 'Report'],
  ['trades.csv', 'Trades'],
  ['equity.csv', 'Equity'],
] as const;

interface Props {
  report: BacktestReport;
  list: BacktestList;
}

export function OneBacktest({ report, list }: Props) {
  const { about } = report;
  return (
    <>
      <p class="back">
        <a href={kPagePath.backtests}>All backtests</a>
      </p>
      <div class="report-head">
        <div>
          <h2 class="report-title">{period_text(about)}</h2>
          <p class="muted">{about.id}</p>
          <Marks report={report} />
        </div>
        <div class="report-actions">
          <CompareForm id={about.id} list={list} />
          <p class="button-row">
            {kFiles.map(([file, text]) => (
              <a key={file} class="button" href={backtest_file(about.id, file)} download>
                <DownloadIcon /> {text}
              </a>
            ))}
          </p>
        </div>
      </div>
      <ReportView report={report} />
    </>
  );
}

// A form of the browser's own: it leads to an address, as a link does.
function CompareForm({ id, list }: { id: string; list: BacktestList }) {
  const others = list.backtests.filter((row) => !('error' in row) && row.id !== id);
  if (others.length === 0) return null;
  return (
    <form class="compare-form" method="get">
      <input type="hidden" name="id" value={id} />
      <label class="stacked-field">
        Beside it
        <select name="with">
          {others.map((row) => (
            <option key={row.id} value={row.id}>
              {'error' in row
                ? row.id
                : `${row.from} to ${row.to}, ${kPredictionsWord[row.predictions]}`}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button">
        Compare
      </button>
    </form>
  );
}
