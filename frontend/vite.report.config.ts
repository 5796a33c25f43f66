// Builds dist/report_template.html, the report of a backtest in one file: scripts and styles stand
// in it, nothing is asked for elsewhere, and `turbomode backtest` fills its #report-data. Runs
// after the pages' own build and leaves their files alone.
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;
const kOtherFile = /(?:src|href)="(?!data:)[^"]*"/;
const kEverythingBytes = 100_000_000;

// Any text may end an element that stands for itself in HTML, also one within a string.
const script_safe = (code: string) =>
  code.replaceAll(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');

const tag_of = (before: string, fileName: string, after: string) =>
  new RegExp(`${before}[^>]*"[^"]*${fileName.replaceAll('.', '\\.')}"[^>]*>${after}`);

function in_one_file(): Plugin {
  return {
    name: 'in-one-file',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = Object.values(bundle).find(({ fileName }) => fileName.endsWith('.html'));
      if (page?.type !== 'asset') throw new Error('the build made no page');
      let html = String(page.source);
      // By functions: a text to put in may hold dollar signs, which would mean something.
      for (const file of Object.values(bundle)) {
        if (file === page) continue;
        const { fileName } = file;
        if (file.type === 'chunk') {
          const code = script_safe(file.code.trim());
          const tag = tag_of('<script type="module"', fileName, '</script>');
          html = html.replace(tag, () => `<script type="module">${code}</script>`);
        } else if (fileName.endsWith('.css')) {
          const style = `<style>${String(file.source).trim()}</style>`;
          html = html.replace(tag_of('<link rel="stylesheet"', fileName, ''), () => style);
        } else if (fileName.endsWith('.svg')) {
          const picture = `data:image/svg+xml,${encodeURIComponent(String(file.source))}`;
          html = html.replace(`/${fileName}`, () => picture);
        }
        delete bundle[fileName];
      }
      const others = html.replaceAll(/<script[\s\S]*?<\/script>/g, '').match(kOtherFile);
      if (others !== null) throw new Error(`the report would ask for ${others[0]}`);
      page.source = html;
    },
  };
}

export default defineConfig({
  root,
  plugins: [in_one_file()],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    assetsInlineLimit: kEverythingBytes,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rollupOptions: { input: resolve(root, 'report_template.html') },
  },
});
