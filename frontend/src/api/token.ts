// The token that a server may want before anything changes. Kept until the tab is closed, out of
// the reach of other sites; it is sent with what changes something, and with nothing else.

const kKey = 'turbomode-token';

// For browsers that keep nothing for a page: it is then known until the page is left.
let known = '';

export function keep_token(token: string): void {
  known = token.trim();
  try {
    sessionStorage.setItem(kKey, known);
  } catch {
    // As said.
  }
}

export function token_header(): { authorization?: string } {
  const token = known || stored();
  return token === '' ? {} : { authorization: `Bearer ${token}` };
}

function stored(): string {
  try {
    return sessionStorage.getItem(kKey) ?? '';
  } catch {
    return '';
  }
}
