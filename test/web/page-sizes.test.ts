import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { build } from 'vite'
import { LANGUAGES } from '../../domain/refusal-texts.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const KB = 1024

type Chunk = { file: string; src?: string; imports?: string[]; css?: string[] }
type Manifest = Record<string, Chunk>

const folder = t.testdir()
const manifest = await builtPages(folder)

async function builtPages(outDir: string): Promise<Manifest> {
  const configFile = path.join(ROOT, 'vite.config.ts')
  await build({ configFile, root: path.join(ROOT, 'web'), logLevel: 'error', build: { outDir } })
  return JSON.parse(readFileSync(path.join(outDir, '.vite/manifest.json'), 'utf8'))
}

/** What the browser fetches before it shows anything: the entry with all it imports, and texts. */
function firstLoad(entry: string, language: string): { script: number; style: number } {
  const name = entry.replace('.html', '')
  const texts = ['foundation', name].map((place) => `${place}/texts/${language}.ts`)
  const chunks = withImports([entry, ...texts])
  const styles = new Set(chunks.flatMap(({ css }) => css ?? []))
  return {
    script: chunks.reduce((sum, { file }) => sum + packedSize(file), 0),
    style: [...styles].reduce((sum, file) => sum + packedSize(file), 0),
  }
}

function withImports(keys: readonly string[]): Chunk[] {
  const found = new Map<string, Chunk>()
  const take = (key: string): void => {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`The build has no ${key}`)
    if (found.has(key)) return
    found.set(key, chunk)
    chunk.imports?.forEach(take)
  }
  keys.forEach(take)
  return [...found.values()]
}

function packedSize(file: string): number {
  return gzipSync(readFileSync(path.join(folder, file)), { level: 9 }).length
}

for (const language of LANGUAGES) {
  t.test(`the code user's first load is small in ${language}`, async (t) => {
    const { script, style } = firstLoad('code-user.html', language)
    t.comment(`${script} B script, ${style} B style`)
    t.ok(script <= 25 * KB, `${script} B of script`)
    t.ok(style <= 8 * KB, `${style} B of style`)
  })

  t.test(`the console's first load is small in ${language}`, async (t) => {
    const { script } = firstLoad('console.html', language)
    t.comment(`${script} B script`)
    t.ok(script <= 40 * KB, `${script} B of script`)
  })
}

t.test('the call is loaded when it is near, and small', async (t) => {
  const call = manifest['call/call-chunk.ts']
  if (!call) return t.fail('the build has no chunk of the call')
  const entries = withImports(['code-user.html', 'console.html']).map(({ file }) => file)
  t.notOk(entries.includes(call.file))
  t.ok(packedSize(call.file) <= 25 * KB, `${packedSize(call.file)} B`)
})

t.test('what tracks marks is loaded when the first is set, and small', async (t) => {
  const files = readdirSync(path.join(folder, 'assets'))
  const worker = files.find((file) => /^tracker-worker-.*\.js$/.test(file))
  if (!worker) return t.fail('the build has no worker that tracks')
  const entries = withImports(['code-user.html', 'console.html', 'call/call-chunk.ts'])
  t.notOk(entries.some(({ file }) => file.endsWith(worker)))
  const size = packedSize(`assets/${worker}`)
  t.comment(`${size} B`)
  t.ok(size <= 12 * KB, `${size} B`)
})

t.test('the screenshot editor is loaded with the first screenshot, and small', async (t) => {
  const editor = manifest['screenshot/screenshot-chunk.ts']
  if (!editor) return t.fail('the build has no chunk of the editor')
  const before = withImports(['code-user.html', 'console.html', 'call/call-chunk.ts'])
  const files = before.map(({ file }) => file)
  t.notOk(files.includes(editor.file))
  const own = withImports(['screenshot/screenshot-chunk.ts'])
    .map(({ file }) => file)
    .filter((file) => !files.includes(file))
  const size = own.reduce((sum, file) => sum + packedSize(file), 0)
  t.comment(`${size} B script`)
  t.ok(size <= 35 * KB, `${size} B`)
})

t.test('pages ask for nothing that the security policy refuses', async (t) => {
  for (const entry of ['console.html', 'code-user.html']) {
    const html = readFileSync(path.join(folder, entry), 'utf8')
    t.notMatch(html, /<script(?![^>]*\bsrc=)/, `${entry}: no script inside the page`)
    t.notMatch(html, /<style|style=/, `${entry}: no style inside the page`)
    t.notMatch(html, /(src|href)="https?:/, `${entry}: nothing of another origin`)
  }
})
