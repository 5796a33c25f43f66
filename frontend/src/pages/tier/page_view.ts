// The view of this page, kept in step with its address.
import { signal } from '@preact/signals';
import { search_of, view_from, type View } from './view';

export const page_view = signal<View>(view_from(window.location.search));

window.addEventListener('popstate', () => {
  page_view.value = view_from(window.location.search);
});

export function change_view(view: View): void {
  page_view.value = view;
  const { pathname, hash } = window.location;
  window.history.replaceState(null, '', `${pathname}${search_of(view)}${hash}`);
}
