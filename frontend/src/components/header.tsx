// Brand, the pages, the search for a symbol and the switch between light and dark.
import { Logo } from './icons';
import { SymbolSearch } from './symbol_search';
import { ThemeToggle } from './theme_toggle';

export type PageName =
  | 'landing'
  | 'large_cap'
  | 'mid_cap'
  | 'small_cap'
  | 'sectors'
  | 'predictions'
  | 'performance'
  | 'models'
  | 'backtests'
  | 'operations'
  | 'stock';

export const kPagePath: Record<PageName, string> = {
  landing: '/turbomode.html',
  large_cap: '/turbomode/large_cap.html',
  mid_cap: '/turbomode/mid_cap.html',
  small_cap: '/turbomode/small_cap.html',
  sectors: '/turbomode/sectors.html',
  predictions: '/turbomode/predictions.html',
  performance: '/turbomode/performance.html',
  models: '/turbomode/models.html',
  backtests: '/turbomode/backtests.html',
  operations: '/turbomode/operations.html',
  stock: '/turbomode/stock.html',
};

// What to trade, then why to believe it. On a phone each list is a row of its own.
const kLinkGroups: readonly (readonly [PageName, string][])[] = [
  [
    ['landing', 'Overview'],
    ['large_cap', 'Large'],
    ['mid_cap', 'Mid'],
    ['small_cap', 'Small'],
    ['sectors', 'Sectors'],
    ['predictions', 'Predictions'],
  ],
  [
    ['performance', 'Performance'],
    ['models', 'Models'],
    ['backtests', 'Backtests'],
    ['operations', 'Operations'],
  ],
];

export function Header({ page }: { page: PageName }) {
  return (
    <div class="masthead">
      <a class="brand" href={kPagePath.landing} aria-label="TurboMode, overview">
        <Logo />
        <span>TurboMode</span>
      </a>
      <nav aria-label="Pages">
        {kLinkGroups.map((links) => (
          <ul key={links[0]?.[0]}>
            {links.map(([name, text]) => (
              <li key={name}>
                <a href={kPagePath[name]} aria-current={name === page ? 'page' : undefined}>
                  {text}
                  {name.endsWith('_cap') && <span class="visually-hidden"> caps</span>}
                </a>
              </li>
            ))}
          </ul>
        ))}
      </nav>
      <SymbolSearch />
      <ThemeToggle />
    </div>
  );
}
