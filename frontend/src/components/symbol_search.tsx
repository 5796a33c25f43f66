// The search for a stock in the header: a combobox after the WAI-ARIA pattern. "/" focuses it, the
// best suggestion is chosen at once, arrow keys choose another, Enter opens the stock's page.
// Escape drops the suggestions: Enter then takes the ticker as it was typed, as it does without
// names, which are asked for when the search is first used.
import { signal } from '@preact/signals';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { read_prediction_rows } from '../api/client';
import { kRowsMax, kSuggestionsMax } from '../config';
import {
  kQueryLengthMax,
  next_option,
  stock_path,
  suggest,
  symbol_for,
  type Stock,
} from '../format/symbol_query';
import { SearchIcon } from './icons';

const kStocks = signal<readonly Stock[]>([]);
let is_asked = false;

// Each stock has a prediction of either side: one side names them all.
async function load_stocks(): Promise<void> {
  if (is_asked) return;
  is_asked = true;
  try {
    kStocks.value = (await read_prediction_rows({ signal_type: 'BUY' }, kRowsMax)).predictions;
  } catch {
    is_asked = false;
  }
}

export function SymbolSearch() {
  const [query, set_query] = useState('');
  const [open, set_open] = useState(false);
  const [active, set_active] = useState<number | null>(0);
  const [refusal, set_refusal] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const prefix = useId();
  useFocusKey(input);

  const suggested = suggest(query, kStocks.value, kSuggestionsMax);
  const listed = open && suggested.length > 0;
  const option_id = (index: number) => `${prefix}-${index}`;

  function change(text: string): void {
    set_query(text);
    set_open(true);
    set_active(0);
    set_refusal(null);
  }

  function submit(event: Event): void {
    event.preventDefault();
    if (query.trim() === '') return;
    const chosen = listed && active !== null ? suggested[active] : undefined;
    const symbol = chosen?.symbol ?? symbol_for(query);
    if (symbol === null) set_refusal(`No stock is called \u201c${query.trim()}\u201d.`);
    else window.location.assign(stock_path(symbol));
  }

  function on_key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      if (!listed) change('');
      set_open(false);
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || suggested.length === 0) return;
    event.preventDefault();
    set_open(true);
    set_active(open ? next_option(active, step, suggested.length) : 0);
  }

  return (
    <form class="symbol-search" role="search" onSubmit={submit}>
      <SearchIcon />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Search for a stock"
        aria-expanded={listed}
        aria-controls={`${prefix}-list`}
        aria-autocomplete="list"
        aria-activedescendant={listed && active !== null ? option_id(active) : undefined}
        aria-describedby={refusal === null ? undefined : `${prefix}-refusal`}
        aria-invalid={refusal === null ? undefined : true}
        placeholder="Find a stock"
        maxLength={kQueryLengthMax}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        enterkeyhint="go"
        value={query}
        onFocus={() => void load_stocks()}
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={on_key}
        onBlur={() => set_open(false)}
      />
      <kbd aria-hidden="true">/</kbd>
      <ul id={`${prefix}-list`} role="listbox" aria-label="Stocks" hidden={!listed}>
        {suggested.map((stock, index) => (
          <Option
            key={stock.symbol}
            id={option_id(index)}
            stock={stock}
            selected={index === active}
          />
        ))}
      </ul>
      {refusal !== null && (
        <p class="search-refusal" id={`${prefix}-refusal`} role="status">
          {refusal}
        </p>
      )}
    </form>
  );
}

// The press must not take the focus away: the list would be gone before the click.
function Option({ id, stock, selected }: { id: string; stock: Stock; selected: boolean }) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={selected}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => window.location.assign(stock_path(stock.symbol))}
    >
      <span class="symbol">{stock.symbol}</span>
      <span class="company">{stock.name}</span>
      <span class="option-sector">{stock.sector}</span>
    </li>
  );
}

function useFocusKey(input: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    const on_key = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (is_editable(event.target)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', on_key);
    return () => document.removeEventListener('keydown', on_key);
  }, []);
}

function is_editable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select');
}
