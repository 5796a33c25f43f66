// What the address asks for: the list, one backtest (?id=A), or two beside each other
// (?id=A&with=B).
const kIdParameter = 'id';
const kWithParameter = 'with';

export interface Asked {
  id: string | null;
  /** Never the same as `id`. */
  beside: string | null;
}

export function asked_for(search: string): Asked {
  const query = new URLSearchParams(search);
  const id = query.get(kIdParameter) || null;
  const beside = query.get(kWithParameter) || null;
  if (id === null) return { id: beside, beside: null };
  return { id, beside: beside === id ? null : beside };
}

/** A link within the page. */
export function backtest_link(id: string, beside?: string): string {
  const query = new URLSearchParams({ [kIdParameter]: id });
  if (beside !== undefined) query.set(kWithParameter, beside);
  return `?${query}`;
}

/** The ids chosen after `id` was chosen or given up: two at most, the first chosen first. */
export function next_chosen(chosen: readonly string[], id: string): readonly string[] {
  if (chosen.includes(id)) return chosen.filter((other) => other !== id);
  return chosen.length < 2 ? [...chosen, id] : chosen;
}
