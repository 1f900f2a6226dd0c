import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'

const ROW = /^\| (T\d+) \| (.+) \|$/gm
/** `T10: …` at the beginning of a title or of what an assertion says. */
const NAMED = /['"`](T\d+(?:, T\d+)*): /g

const document = readFileSync(new URL('../SECURITY.md', import.meta.url), 'utf8')
const listed = [...document.matchAll(ROW)].map(([, id = '']) => id)
const names = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
const shown = new Set(
  names
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => {
      const source = readFileSync(path.join(import.meta.dirname, name), 'utf8')
      return [...source.matchAll(NAMED)].flatMap(([, list = '']) => list.split(', '))
    }),
)

t.test('every threat that SECURITY.md lists is shown to be met by a test', (t) => {
  t.ok(listed.length >= 14)
  t.same(
    listed.filter((id) => !shown.has(id)),
    [],
  )
  t.end()
})

t.test('a test names only threats that are listed', (t) => {
  t.same(
    [...shown].filter((id) => !listed.includes(id)),
    [],
  )
  t.end()
})
