// A uPlot drawing as wide as its frame and in the colours of the page. The canvas says nothing to
// a screen reader: `label` does, and the frame's table of figures.
import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { theme } from '../theme';
import { read_colors, type Colors } from './colors';

export type PlotOptions = Omit<uPlot.Options, 'width' | 'height'>;

interface Props {
  label: string;
  height: number;
  data: uPlot.AlignedData;
  options: (colors: Colors) => PlotOptions;
}

export function Plot({ label, height, data, options }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const in_theme = theme.value;
  const figures = JSON.stringify(data);
  // Before the next paint: on paper there is no later one.
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const size = () => ({ width: element.clientWidth, height });
    const plot = new uPlot({ ...options(read_colors()), ...size() }, data, element);
    const observer = new ResizeObserver(() => plot.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
    // A new drawing for other figures or colours, not for the same ones asked for once more.
  }, [figures, height, in_theme]);
  return <div class="plot" ref={frame} role="img" aria-label={label} />;
}
