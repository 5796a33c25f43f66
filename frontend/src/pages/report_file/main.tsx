// The report in one file: it draws what stands in the file's own script element, and asks no
// server for anything.
import '../../styles/tokens.css';
import '../../styles/base.css';
import '../../styles/header.css';
import '../../styles/content.css';
import '../../styles/tools.css';
import '../../styles/data.css';
import '../../styles/charts.css';
import '../../styles/backtests.css';
import '../../styles/print.css';
import { render } from 'preact';
import type { BacktestReport } from '../../api/types';
import { ReportView } from '../../components/backtest/report_view';
import { Marks } from '../../components/backtest/summary';
import { Logo } from '../../components/icons';
import { start_theme } from '../../components/theme';
import { ThemeToggle } from '../../components/theme_toggle';
import { kPredictionsWord, period_text } from '../../format/backtest';

const kDataId = 'report-data';

start_theme();
const root = document.getElementById('app');
if (root === null) throw new Error('the file has no #app');
render(<ReportFile report={read_report()} />, root);

/** Null when the file holds none that can be read. */
function read_report(): BacktestReport | null {
  const text = document.getElementById(kDataId)?.textContent.trim() ?? '';
  try {
    return text === '' ? null : (JSON.parse(text) as BacktestReport);
  } catch {
    return null;
  }
}

function ReportFile({ report }: { report: BacktestReport | null }) {
  if (report !== null) document.title = `Backtest ${period_text(report.about)} - TurboMode`;
  return (
    <>
      <header class="masthead file-head">
        <span class="brand">
          <Logo />
          TurboMode
        </span>
        <ThemeToggle />
      </header>
      <main id="content">{report === null ? <NoReport /> : <Report report={report} />}</main>
      <footer>
        <p>
          Confidence is the calibrated probability that the trade ends with a net gain; the base
          rate is how often any such trade did. Nothing here is investment advice.
        </p>
      </footer>
    </>
  );
}

function Report({ report }: { report: BacktestReport }) {
  const { about } = report;
  return (
    <>
      <h1>Backtest, {period_text(about)}</h1>
      <p class="muted">
        {kPredictionsWord[about.predictions]}, prices from {about.data_source}, {about.id}
      </p>
      <Marks report={report} />
      <ReportView report={report} />
    </>
  );
}

function NoReport() {
  return (
    <div class="panel empty">
      <h1>This file holds no report</h1>
      <p>
        The command <code>turbomode backtest</code> writes a report into a copy of it.
      </p>
    </div>
  );
}
