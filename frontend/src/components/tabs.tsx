// Tabs after the WAI-ARIA pattern: one stop in the tab order; arrow keys, Home and End move and
// select. The selected tab is the address's hash, so that it can be linked to and outlives a
// reload.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { format_count } from '../format/format';

export interface Tab {
  /** The hash that selects it. */
  id: string;
  label: string;
  count: number;
  /** Class of the accent colour. */
  accent: string;
  panel: () => ComponentChildren;
}

/** `tabs` has at least one; the first is selected when the hash names none. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const [hash, set_hash] = useState(window.location.hash);
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const follow = () => set_hash(window.location.hash);
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  const found = tabs.findIndex((tab) => `#${tab.id}` === hash);
  const selected = found < 0 ? 0 : found;

  function select(index: number): void {
    const tab = tabs[index];
    if (tab === undefined) return;
    window.history.replaceState(null, '', `#${tab.id}`);
    set_hash(`#${tab.id}`);
  }

  function on_key(event: KeyboardEvent): void {
    const next = next_index(event.key, selected, tabs.length);
    if (next === null) return;
    event.preventDefault();
    select(next);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  }

  const shown = tabs[selected];
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={on_key}>
        {tabs.map((tab, index) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${prefix}-tab-${tab.id}`}
            class={`tab ${tab.accent}`}
            aria-selected={index === selected}
            aria-controls={`${prefix}-panel`}
            tabIndex={index === selected ? 0 : -1}
            onClick={() => select(index)}
          >
            {tab.label} <span class="tab-count">{format_count(tab.count)}</span>
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${prefix}-panel`}
        aria-labelledby={shown && `${prefix}-tab-${shown.id}`}
        tabIndex={0}
        class="tab-panel"
      >
        {shown?.panel()}
      </div>
    </>
  );
}

export function next_index(key: string, selected: number, length: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (selected + 1) % length;
    case 'ArrowLeft':
      return (selected + length - 1) % length;
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return null;
  }
}
