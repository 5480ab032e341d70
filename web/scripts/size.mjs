// The first load of the desk (login page, then board) must stay within a budget: what a browser
// fetches before the board stands, JavaScript and styles, gzipped. Read from Vite's manifest.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET_KB = 260
const out = new URL('../../src/zhudan/server/web/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('manifest.json', out), 'utf8'))

function collect(key, files) {
  const chunk = manifest[key]
  if (!chunk || files.has(chunk.file)) return
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const next of chunk.imports ?? []) collect(next, files)
}

const entries = ['index.html', 'src/people/LoginPage.vue', 'src/app/Shell.vue', 'src/boards/BoardPage.vue']
const files = new Set()
for (const entry of entries) {
  if (!manifest[entry]) throw new Error(`not in the manifest: ${entry}`)
  collect(entry, files)
}
let total = 0
for (const file of [...files].sort()) {
  const bytes = gzipSync(readFileSync(new URL(file, out)), { level: 9 }).length
  total += bytes
  console.log(`${(bytes / 1024).toFixed(1).padStart(7)} KB  ${file}`)
}
console.log(`${(total / 1024).toFixed(1).padStart(7)} KB  first load, budget ${BUDGET_KB} KB`)
if (total > BUDGET_KB * 1024) process.exit(1)
