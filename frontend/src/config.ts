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
