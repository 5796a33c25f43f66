// Small pictures in the colour of the text around them. The words beside them say the same.
import type { ComponentChildren } from 'preact';

function icon(paths: ComponentChildren) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {paths}
    </svg>
  );
}

export const CheckIcon = () => icon(<path d="M3 8.5l3.2 3.2L13 4.9" />);
export const CautionIcon = () => icon(<path d="M8 2.2L14.4 13.4H1.6zM8 6.4v3.4M8 11.6v.2" />);
export const CrossIcon = () => icon(<path d="M4 4l8 8M12 4l-8 8" />);
export const RefreshIcon = () => icon(<path d="M13.2 8a5.2 5.2 0 1 1-1.6-3.8M13.4 2v3h-3" />);
export const ArrowIcon = () => icon(<path d="M3 8h9.5M8.8 4.2L12.6 8l-3.8 3.8" />);
export const SearchIcon = () =>
  icon(<path d="M11.2 11.2L14.4 14.4M12.4 7a5.4 5.4 0 1 1-10.8 0 5.4 5.4 0 0 1 10.8 0z" />);
export const DownloadIcon = () => icon(<path d="M8 2v8M4.6 6.8L8 10.2l3.4-3.4M2.5 13.5h11" />);
export const SunIcon = () =>
  icon(
    <>
      <circle cx="8" cy="8" r="3" />
      <path d="M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15" />
      <path d="M3 3l1.1 1.1M11.9 11.9L13 13M13 3l-1.1 1.1M4.1 11.9L3 13" />
    </>,
  );
export const MoonIcon = () => icon(<path d="M13.2 9.8A5.6 5.6 0 0 1 6.2 2.8a5.6 5.6 0 1 0 7 7z" />);

export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="logo-ground" width="32" height="32" rx="7" />
      <path class="logo-line" d="M5 22l7-8 5 4 9-11" />
      <circle class="logo-dot" cx="26" cy="7" r="3" />
    </svg>
  );
}
