// Light or dark: the system's choice until the reader makes one, which is then remembered. Paper is
// light.
import { signal } from '@preact/signals';

export type Theme = 'light' | 'dark';

const kStorageKey = 'turbomode.theme';
const dark_system = window.matchMedia('(prefers-color-scheme: dark)');

// For browsers that keep nothing for a page.
let chosen: Theme | null = null;

export const theme = signal<Theme>(remembered() ?? of_system());

export function start_theme(): void {
  apply();
  dark_system.addEventListener('change', () => {
    if (remembered() === null) change(of_system());
  });
  window.addEventListener('beforeprint', () => change('light'));
  window.addEventListener('afterprint', () => change(remembered() ?? chosen ?? of_system()));
}

export function toggle_theme(): void {
  chosen = theme.value === 'dark' ? 'light' : 'dark';
  change(chosen);
  try {
    localStorage.setItem(kStorageKey, theme.value);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

function change(next: Theme): void {
  theme.value = next;
  apply();
}

function apply(): void {
  document.documentElement.dataset['theme'] = theme.value;
}

function of_system(): Theme {
  return dark_system.matches ? 'dark' : 'light';
}

function remembered(): Theme | null {
  try {
    const stored = localStorage.getItem(kStorageKey);
    return stored === 'light' || stored === 'dark' ? stored : null;
  } catch {
    return null;
  }
}
