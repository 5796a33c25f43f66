// Settings of the pages. Durations are milliseconds.

/** Time between two refreshes of a visible page that no stream of events tells of changes. */
export const kRefreshIntervalMs = 60_000;

/** The same while the stream is open. */
export const kLiveRefreshIntervalMs = 300_000;

/** Time until the next attempt after a refresh that failed. */
export const kRetryIntervalMs = 15_000;

/** A request without an answer by then counts as failed. */
export const kRequestTimeoutMs = 20_000;

/** Capacity of one tier and side, thus the most rows a table can have. */
export const kSignalsPerSideMax = 20;

/** Signals of each tier shown on the landing page. */
export const kBestSignalsPerTier = 3;

/** Changes of a night shown of each kind on the landing page. */
export const kChangesShown = 6;

/** Reasons shown with a signal; the API sends the strongest first. */
export const kReasonsPerSignal = 3;

/** Closed signals shown at first, and after asking for more. */
export const kHistoryShown = 25;
export const kHistoryShownMax = 1000;

/** Outcomes below which a backtest's figures are withheld; the program withholds most by itself. */
export const kOutcomesNeeded = 30;

/** Time between two looks at a job that runs, and at what it writes. */
export const kJobIntervalMs = 2_000;

/** Rows on the page of operations. */
export const kJobsShown = 20;
export const kRunsShown = 30;

/** Rows on the page of models, and features of one model. */
export const kModelsShown = 100;
export const kTrialsShown = 50;
export const kFeaturesShown = 15;

/** Bars on the page of a stock, and predictions: as many as the API gives at once. */
export const kBarsShown = 1000;

/** Bars listed in figures below the drawing of prices. */
export const kBarsListed = 60;

/** More signals than the pages can hold: three tiers, two sides. */
export const kSignalsMax = 200;

/** Most rows the API gives in one answer. */
export const kRowsMax = 1000;

/** Sessions in the small chart of a signal. */
export const kSparklineSessions = 40;

/** Small charts that are asked for at the same time. */
export const kSparklinesAtOnce = 4;

/** Candidates shown below the signals of a tier and side. */
export const kCandidatesMax = 50;

/** Suggestions under the symbol search. */
export const kSuggestionsMax = 8;
