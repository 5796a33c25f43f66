// The page's colours for what is drawn on a canvas, which knows no style sheet.
export interface Colors {
  text: string;
  muted: string;
  line: string;
  surface: string;
  green: string;
  red: string;
  amber: string;
  blue: string;
  base: string;
}

export function read_colors(): Colors {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: of('text'),
    muted: of('text-muted'),
    line: of('line'),
    surface: of('surface'),
    green: of('green'),
    red: of('red'),
    amber: of('amber'),
    blue: of('link'),
    base: of('bar-base'),
  };
}

/** The same colour, paler: `share` of it in 0..1. Takes the style sheet's #rrggbb. */
export function paler(color: string, share: number): string {
  const alpha = Math.round(share * 255)
    .toString(16)
    .padStart(2, '0');
  return `${color}${alpha}`;
}
