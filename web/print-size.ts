import { join } from 'node:path'
import { weigh } from './first-load.ts'

// node web/print-size.ts: what the first load of the client list weighs, file by file.
const built = join(import.meta.dirname, '../dist/web')
const pages =
  process.argv.length > 2 ? process.argv.slice(2) : ['staff/pages/clients/ClientList.tsx']
const { scriptBytes, styleBytes, files } = weigh(built, ['index.html', ...pages])
for (const { file, bytes } of files.sort((a, b) => b.bytes - a.bytes)) {
  console.log(String(bytes).padStart(8), file)
}
console.log(`script ${scriptBytes}, style ${styleBytes} bytes gzipped`)
