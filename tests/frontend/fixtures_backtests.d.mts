import type { BacktestReport } from '../../frontend/src/api/types';

export const kLongId: string;
export const kShortId: string;
export const kNightsId: string;
export function backtest_report(id: string): BacktestReport;
