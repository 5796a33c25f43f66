export const kScenarios: readonly string[];
export function answer(scenario: string, path: string, query: URLSearchParams): unknown;
