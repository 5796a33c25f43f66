// A page needs several answers, and a night may be published between two of them. Answers that
// speak of different sessions are asked for once more, so that a page never mixes two nights.

interface Dated {
  as_of: string | null;
}

export async function consistent<T extends Record<string, Dated>>(
  load: () => Promise<T>,
): Promise<T> {
  const first = await load();
  return same_session(first) ? first : load();
}

export function same_session(answers: Record<string, Dated>): boolean {
  return new Set(Object.values(answers).map((answer) => answer.as_of)).size <= 1;
}
