import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servePages } from './pages.ts'
import { newRouter } from './router.ts'

const SCRIPT = 'export const words = "many of them"\n'.repeat(200)
let folder: string
let ask: (path: string, headers?: Record<string, string>) => Promise<Response>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pages-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'assets', 'words-abc.js'), SCRIPT)
  await writeFile(join(folder, 'assets', 'picture-abc.png'), SCRIPT)
  const web = newRouter()
  web.get('*', servePages(folder))
  ask = async (path, headers = {}) => web.request(path, { headers })
})
afterAll(() => rm(folder, { recursive: true }))

test('scripts travel small to whoever takes them so, and whole to everybody else', async () => {
  for (let n = 0; n < 2; n++) {
    const small = await ask('/assets/words-abc.js', { 'accept-encoding': 'gzip, br' })
    expect(small.headers.get('content-encoding')).toBe('gzip')
    expect(small.headers.get('vary')).toBe('accept-encoding')
    const bytes = Buffer.from(await small.arrayBuffer())
    expect(bytes.length).toBeLessThan(SCRIPT.length / 3)
    expect(gunzipSync(bytes).toString()).toBe(SCRIPT)
  }
  const whole = await ask('/assets/words-abc.js')
  expect(whole.headers.get('content-encoding')).toBeNull()
  expect(await whole.text()).toBe(SCRIPT)
  expect(whole.headers.get('cache-control')).toContain('immutable')
})

test('pictures are small already', async () => {
  const picture = await ask('/assets/picture-abc.png', { 'accept-encoding': 'gzip' })
  expect(picture.headers.get('content-encoding')).toBeNull()
})
