import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Tests build what is served too.
process.env.NODE_ENV = 'production';

/** The web app, into what the service serves. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    emptyOutDir: true,
    assetsDir: 'app',
    // Inline data: URLs would need exceptions in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    // Many small files pack worse than one: what three pages or more share stands together. Words of pages must not: they
    // may not run before there is a language. Jobs are for pages that start work.
    // What all charts are drawn with is a chunk of its own too, apart from the kinds that few pages need.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'shared', test: /src.web.app.(?!i18n|pages|api.jobs\.)/, minShareCount: 3 },
            { name: 'chart-core', test: /node_modules.(?:echarts|zrender)./, minShareCount: 2 },
          ],
        },
      },
    },
    modulePreload: { polyfill: false },
  },
});
