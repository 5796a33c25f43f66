// The API's words, by name. They are generated from openapi.json; nothing is declared twice here.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Alert = Schemas['Alert'];
export type AlertList = Schemas['AlertList'];
export type Bar = Schemas['Bar'];
export type BarList = Schemas['BarList'];
export type HistoryList = Schemas['HistoryList'];
export type HistoryRow = Schemas['HistoryRow'];
export type ExitReason = Schemas['ExitReason'];
export type Job = Schemas['Job'];
export type LatestRun = Schemas['LatestRun'];
export type Prediction = Schemas['Prediction'];
export type PredictionList = Schemas['PredictionList'];
export type Problem = Schemas['Problem'];
export type Run = Schemas['Run'];
export type RunState = Schemas['RunState'];
export type SchedulerAnswer = Schemas['SchedulerAnswer'];
export type SchedulerStatus = Schemas['SchedulerStatus'];
export type Sector = Schemas['Sector'];
export type SectorList = Schemas['SectorList'];
export type Sentiment = Schemas['Sentiment'];
export type Showing = Schemas['Showing'];
export type Side = Schemas['Side'];
export type Signal = Schemas['Signal'];
export type SignalList = Schemas['SignalList'];
export type Stats = Schemas['Stats'];
export type StatsAnswer = Schemas['StatsAnswer'];
export type Tier = Schemas['Tier'];
export type TierRule = Schemas['TierRule'];
export type AgeColor = Schemas['AgeColor'];
