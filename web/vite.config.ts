import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Builds `dist/web`. The server puts a fresh nonce where `__CSP_NONCE__` stands in index.html. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    rollupOptions: {
      input: ['index.html', 'portal.html'].map((page) => `${import.meta.dirname}/${page}`),
    },
    modulePreload: { polyfill: false },
    // Nothing becomes a data: address: the content security policy allows none.
    assetsInlineLimit: 0,
    target: 'es2022',
  },
  worker: { format: 'es' },
})
