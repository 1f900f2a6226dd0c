import t from 'tap'
import { ClientCallMessage, ServerCallMessage } from '../../contract/call-messages.ts'
import { ClientLiveMessage, ServerLiveMessage } from '../../contract/live-messages.ts'
import { FRAME_MESSAGES } from './access-call-socket.ts'
import { ask, ASKABLE } from './access-matrix.ts'
import { PRINCIPALS } from './access-principals.ts'
import { makeMatrix } from './access-stage.ts'
import { documented, HEAD, nameOf, ROWS } from './access-rows.ts'

/*
 * Who may do what, as test/access-matrix.csv says. It was written by hand, from what the documents
 * promise, and never from domain/: this file asks a running api for every cell and compares.
 */

const matrix = makeMatrix(t)
const API = '/api/v1'
const HOW = 'add a row to test/access-matrix.csv, and a request to test/api/access-…-requests.ts'

t.test('the matrix is whole: every principal, and a way to ask every row', async (t) => {
  t.same(HEAD, ['operation', 'when', ...PRINCIPALS])
  const names = ROWS.map(nameOf)
  t.same(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
    'no row twice',
  )
  const asked = new Set(ROWS.map(({ operation }) => operation))
  t.same(
    [...asked].filter((each) => !ASKABLE.includes(each)),
    [],
    'rows without a request',
  )
  t.same(
    ASKABLE.filter((each) => !asked.has(each)),
    [],
    'requests without a row',
  )
  for (const row of ROWS) t.notOk(Object.values(row.cells).includes(''), nameOf(row))
})

t.test('every documented operation and every message of a socket has a row', async (t) => {
  const { service } = await matrix
  const rows = new Set(ROWS.map(({ operation }) => documented(operation)))
  const wanted = [
    ...operationsOf(service.app.swagger()),
    ...typesOf(ClientLiveMessage).map((type) => `SEND live ${type}`),
    ...typesOf(ServerLiveMessage).map((type) => `HEAR live ${type}`),
    ...typesOf(ClientCallMessage).map((type) => `SEND call ${type}`),
    ...typesOf(ServerCallMessage).map((type) => `HEAR call ${type}`),
    ...FRAME_MESSAGES,
  ]
  for (const each of wanted) t.ok(rows.has(each), `${each} has no row: ${HOW}`)
})

t.test('R29, R30: every cell is what the api answers', { timeout: 600_000 }, async (t) => {
  const all = await matrix
  let cells = 0
  for (const row of ROWS) {
    const outcomes = await ask(all, row)
    for (const principal of PRINCIPALS) {
      t.equal(outcomes.get(principal), row.cells[principal], `${nameOf(row)}: ${principal}`)
      cells += 1
    }
  }
  t.comment(`${cells} cells asserted in ${ROWS.length} rows`)
})

function operationsOf({ paths = {} }: { paths?: object }): string[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(Object(item)).map((each) => `${each.toUpperCase()} ${path.replace(API, '')}`),
  )
}

function typesOf(union: { anyOf: { properties: { type: { const: string } } }[] }): string[] {
  return union.anyOf.map(({ properties }) => properties.type.const)
}
