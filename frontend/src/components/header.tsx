// Brand, the pages, the search for a symbol and the switch between light and dark.
import { theme, toggle_theme } from './theme';
import { Logo, MoonIcon, SunIcon } from './icons';
import { SymbolSearch } from './symbol_search';

export type PageName = 'landing' | 'sectors' | 'large_cap' | 'mid_cap' | 'small_cap';

export const kPagePath: Record<PageName, string> = {
  landing: '/turbomode.html',
  sectors: '/turbomode/sectors.html',
  large_cap: '/turbomode/large_cap.html',
  mid_cap: '/turbomode/mid_cap.html',
  small_cap: '/turbomode/small_cap.html',
};

const kLinks: readonly [PageName, string][] = [
  ['landing', 'Overview'],
  ['sectors', 'Sectors'],
  ['large_cap', 'Large'],
  ['mid_cap', 'Mid'],
  ['small_cap', 'Small'],
];

export function Header({ page }: { page: PageName }) {
  return (
    <div class="masthead">
      <a class="brand" href={kPagePath.landing} aria-label="TurboMode, overview">
        <Logo />
        <span>TurboMode</span>
      </a>
      <nav aria-label="Pages">
        <ul>
          {kLinks.map(([name, text]) => (
            <li key={name}>
              <a href={kPagePath[name]} aria-current={name === page ? 'page' : undefined}>
                {text}
                {name.endsWith('_cap') && <span class="wide-only"> cap</span>}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <SymbolSearch />
      <ThemeToggle />
    </div>
  );
}

function ThemeToggle() {
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
