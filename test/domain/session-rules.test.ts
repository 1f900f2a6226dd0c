import { readFileSync } from 'node:fs'
import t from 'tap'
import { COMMANDS, type Command } from '../../domain/command.ts'
import { refusalFor } from '../../domain/session-rules.ts'
import {
  CAST,
  makeCall,
  makeState,
  SITUATIONS,
  type CastName,
  type Situation,
} from './rule-cast.ts'

type Cell = { command: Command; actor: CastName; situation: Situation; expected: string }

/** The table is written by hand, one cell per command, actor and situation. */
function readTable(): Cell[] {
  const text = readFileSync(new URL('./session-rules.table.txt', import.meta.url), 'utf8')
  const [head, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(/ +/))
  return rows.flatMap(([command, actor, ...cells]) =>
    cells.map((expected, index) => {
      // The file's words are checked below against the lists they come from.
      return { command, actor, situation: head?.[index + 2], expected } as Cell
    }),
  )
}

const table = readTable()

t.test('the table has every cell once', async (t) => {
  const cells = new Set(
    table.map(({ command, actor, situation }) => `${command} ${actor} ${situation}`),
  )
  const expected = COMMANDS.filter((command) => command !== 'create').flatMap((command) =>
    Object.keys(CAST).flatMap((actor) =>
      Object.keys(SITUATIONS).map((situation) => `${command} ${actor} ${situation}`),
    ),
  )
  t.same([...cells].sort(), expected.sort())
  t.equal(table.length, expected.length)
})

t.test('every cell is as written', async (t) => {
  for (const { command, actor, situation, expected } of table) {
    if (command === 'create') continue
    const refusal = refusalFor(SITUATIONS[situation], CAST[actor], command)
    t.equal(refusal?.code ?? 'yes', expected, `${command} by ${actor} while ${situation}`)
  }
})

t.test('R7: no call before the session is confirmed', async (t) => {
  const { requested, confirmed } = SITUATIONS
  t.equal(refusalFor(requested, CAST.participant, 'startCall')?.code, 'not_confirmed')
  t.equal(refusalFor(requested, CAST.responsible, 'startCall')?.code, 'not_confirmed')
  t.equal(refusalFor(confirmed, CAST.participant, 'startCall'), undefined)
  t.equal(refusalFor(confirmed, CAST.responsible, 'startCall'), undefined)
})

t.test('R12: recording needs the module setting and consent', async (t) => {
  const live = { status: 'in_progress', call: makeCall() } as const
  const start = (details: Parameters<typeof makeState>[0]) =>
    refusalFor(makeState({ ...live, ...details }), CAST.responsible, 'startRecording')?.code
  t.equal(start({ consent: 'given' }), undefined)
  t.equal(start({ consent: 'given', recordingAllowed: false }), 'recording_off')
  t.equal(start({ consent: 'undecided' }), 'consent_required')
  t.equal(start({ consent: 'declined' }), 'consent_declined')
  t.equal(start({ consent: 'withdrawn' }), 'consent_declined')
})

t.test('whoever is late reads who was first', async (t) => {
  const confirm = refusalFor(SITUATIONS.confirmed, CAST.recipient, 'confirm')
  t.same(confirm, { code: 'already_confirmed', responsible: 'erik' })
  const accept = refusalFor(SITUATIONS.live, CAST.recipient, 'acceptCall')
  t.same(accept, { code: 'call_taken', by: 'erik' })
})

t.test('a session that nobody holds can be started by any recipient', async (t) => {
  const free = makeState({ status: 'confirmed', responsible: null })
  t.equal(refusalFor(free, CAST.recipient, 'startCall'), undefined)
  const held = makeState({ status: 'confirmed', responsible: 'erik' })
  t.same(refusalFor(held, CAST.recipient, 'startCall'), {
    code: 'not_responsible',
    responsible: 'erik',
  })
})

t.test('of several phones only the first lets further ones in', async (t) => {
  const state = makeState({
    participants: [
      { id: 'tomas', state: 'admitted' },
      { id: 'petra', state: 'admitted' },
      { id: 'marta', state: 'pending' },
    ],
  })
  const later = { kind: 'code_user', id: 'petra', relation: 'participant' } as const
  t.equal(refusalFor(state, later, 'admit')?.code, 'not_first')
  t.equal(refusalFor(state, CAST.participant, 'admit'), undefined)
  t.equal(refusalFor(state, CAST.recipient, 'admit'), undefined)
  t.equal(refusalFor(state, later, 'cancel'), undefined, 'what else participants may, both may')
})

t.test('nobody is admitted while nobody waits', async (t) => {
  const alone = makeState({ participants: [{ id: 'tomas', state: 'admitted' }] })
  t.equal(refusalFor(alone, CAST.responsible, 'admit')?.code, 'not_found')
})
