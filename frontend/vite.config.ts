import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;

// The paths under dist are the paths of the server: it serves dist as its root.
const pages = {
  turbomode: 'turbomode.html',
  large_cap: 'turbomode/large_cap.html',
  mid_cap: 'turbomode/mid_cap.html',
  small_cap: 'turbomode/small_cap.html',
  sectors: 'turbomode/sectors.html',
  predictions: 'turbomode/predictions.html',
  performance: 'turbomode/performance.html',
  models: 'turbomode/models.html',
  backtests: 'turbomode/backtests.html',
  operations: 'turbomode/operations.html',
  stock: 'turbomode/stock.html',
};

// Holds the first paint until the remembered theme is set. The Content-Security-Policy allows no
// inline script that could do it earlier; browsers without blocking="render" merely flash.
function render_after_scripts(): Plugin {
  return {
    name: 'render-after-scripts',
    transformIndexHtml: {
      order: 'post',
      handler: (html) =>
        html.replaceAll('<script type="module"', '<script type="module" blocking="render"'),
    },
  };
}

export default defineConfig({
  root,
  plugins: [render_after_scripts()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: Object.fromEntries(
        Object.entries(pages).map(([name, path]) => [name, resolve(root, path)]),
      ),
    },
  },
});
