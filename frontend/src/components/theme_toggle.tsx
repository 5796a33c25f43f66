// The switch between light and dark.
import { MoonIcon, SunIcon } from './icons';
import { theme, toggle_theme } from './theme';

export function ThemeToggle() {
  const dark = theme.value === 'dark';
  return (
    <button
      type="button"
      class="icon-button theme-toggle"
      aria-pressed={dark}
      aria-label="Dark colours"
      title={dark ? 'Switch to light' : 'Switch to dark'}
      onClick={toggle_theme}
    >
      {dark ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}
