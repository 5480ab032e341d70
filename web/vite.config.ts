import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [
    vue(),
    // Element Plus on demand: a component that no screen uses is never downloaded.
    components({ dirs: [], dts: 'src/components.d.ts', resolvers: [ElementPlusResolver()] }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: '../src/zhudan/server/web',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    reportCompressedSize: false,
  },
  // The page's own host must reach the server, whose CSRF check compares it with the origin.
  server: { proxy: { '/api': { target: process.env.ZHUDAN_API ?? 'http://127.0.0.1:8000', changeOrigin: false } } },
  test: { include: ['src/**/*.test.ts'] },
})
