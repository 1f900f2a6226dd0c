import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'

const STATES = ['working', 'planned']
const ROW = /^\| (R\d+) \| (.+) \| (\w+) \|$/gm
/** `R7: …`, or `R5, R33: …`, at the beginning of a title or of what an assertion says. */
const NAMED = /['"`](R\d+(?:, R\d+)*): /g

const document = readFileSync(new URL('../docs/requirements.md', import.meta.url), 'utf8')
const rows = [...document.matchAll(ROW)].map(([, id = '', text = '', state = '']) => {
  return { id, text, state }
})
const named = namedRows(import.meta.dirname)

t.test('every requirement has one row with a state, in order', (t) => {
  t.same(
    rows.map(({ id }) => id),
    Array.from({ length: 34 }, (_, index) => `R${index + 1}`),
  )
  t.same(
    rows.filter(({ state }) => !STATES.includes(state)),
    [],
  )
  t.end()
})

t.test('what works is shown by a test that names it', (t) => {
  const unshown = rows.filter(({ id, state }) => state === 'working' && !named.has(id))
  t.same(
    unshown.map(({ id }) => id),
    [],
  )
  t.end()
})

t.test('a test names only requirements that there are', (t) => {
  const known = new Set(rows.map(({ id }) => id))
  t.same(
    [...named].filter((id) => !known.has(id)),
    [],
  )
  t.end()
})

function namedRows(folder: string): Set<string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => /\.test\.tsx?$/.test(name))
  const titles = files.flatMap((name) => {
    const source = readFileSync(path.join(folder, name), 'utf8')
    return [...source.matchAll(NAMED)].flatMap(([, list = '']) => list.split(', '))
  })
  return new Set(titles)
}
