import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

// The tests live outside this folder (tests/ mirrors the tree), so they cannot resolve packages
// of node_modules here: describe, test and expect are globals instead.
export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  cacheDir: resolve(import.meta.dirname, 'node_modules/.vite'),
  test: { include: ['tests/frontend/**/*_test.ts'], globals: true, environment: 'node' },
});
