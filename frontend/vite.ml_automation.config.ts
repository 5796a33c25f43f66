// Builds the page of ML Automation, another program's, into a folder of its own: it shares no
// source with the pages of TurboMode.
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: resolve(import.meta.dirname, 'ml_automation'),
  build: {
    outDir: '../dist_ml_automation',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
