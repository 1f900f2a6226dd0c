import t, { type Test } from 'tap'
import { makeFixtures } from './access-fixtures.ts'
import type { Outcomes } from './access-live-socket.ts'
import { ask } from './access-matrix.ts'
import { makeCast, PRINCIPALS, type Principal } from './access-principals.ts'
import { nameOf, ROWS, type Row, type Stage } from './access-rows.ts'
import { listen } from './access-socket.ts'
import { RATES, type Matrix } from './access-stage.ts'
import { loadMutated, type Mutation } from './mutated-program.ts'
import { PaperGateway } from './paper-gateway.ts'
import { makeService } from './service.ts'

/*
 * Whether the matrix would notice: each mutation gets one rule of the running code wrong, and the rows
 * that are about it must fail, for those whom the rule holds back.
 */

const base = makeService(t, { settings: { rates: RATES } })
const shared = base.then(async (service) => {
  const cast = await makeCast(service)
  return { cast, fixtures: await makeFixtures(t, service, cast) }
})

type Seed = Mutation & {
  /** Operation and stage of the row that must fail, and for whom. */
  row: [operation: string, stage: Stage | null]
  who: Principal
}

const SESSION = '/video-sessions/{id}'
const SEEDS: Record<string, Seed> = {
  'a member sees what their department has': {
    file: 'db/session-relation.ts',
    from: "if (employee.role === 'moderator') return eb(",
    to: "if (employee.role !== 'administrator') return eb(",
    row: [`GET ${SESSION}`, 'requested'],
    who: 'unrelated',
  },
  'a code shows internal sessions': {
    file: 'db/sessions.ts',
    from: "if (!grant || session.visibility !== 'public') return undefined",
    to: 'if (!grant) return undefined',
    row: [`GET ${SESSION}`, 'internal'],
    who: 'grant',
  },
  'the code of any machine will do': {
    file: 'db/sessions.ts',
    from: 'grants.find(({ deviceId }) => deviceId === session.deviceId)',
    to: 'grants.at(0)',
    row: [`GET ${SESSION}`, 'requested'],
    who: 'neighbour',
  },
  'whoever waits reads recordings': {
    file: 'api/artefact-access.ts',
    from: "participantState === 'admitted'",
    to: 'participantState !== null',
    row: ['GET /artefacts/{id}/content (recording)', 'done'],
    who: 'pending',
  },
  'a key that may read may write': {
    file: 'domain/api-scope.ts',
    from: "(wanted === 'sessions:read' && scopes.includes('sessions'))",
    to: "(wanted === 'sessions' && scopes.includes('sessions:read'))",
    row: [`POST ${SESSION}/join-links`, 'confirmed'],
    who: 'key sessions:read',
  },
  'a moderator administers': {
    file: 'api/caller.ts',
    from: "if (employee.role === 'administrator') return employee",
    to: "if (employee.role !== 'member') return employee",
    row: ['GET /audit-log', null],
    who: 'moderator',
  },
  'one organisation changes what is the other’s': {
    file: 'db/organisation-plugin.ts',
    from: '...(query.table ? [query.table] : []), ...(query.from?.froms ?? [])',
    to: '...(query.from?.froms ?? [])',
    row: ['PUT /labels/{id}', null],
    who: 'other organisation',
  },
  'a revoked key works on': {
    file: 'db/api-keys.ts',
    from: ".where('revokedAt', 'is', null)\n    .where((eb) =>",
    to: '.where((eb) =>',
    row: ['GET /video-sessions', null],
    who: 'revoked key',
  },
  'who no longer works here stays signed in': {
    file: 'db/logins.ts',
    from: "\n    .where('e.disabledAt', 'is', null)\n    .executeTakeFirst()",
    to: '\n    .executeTakeFirst()',
    row: ['GET /me', null],
    who: 'former employee',
  },
  'a code user stops the recorder': {
    file: 'api/media-holder-messages.ts',
    from: "recording: ['employee'],",
    to: "recording: ['employee', 'code_user'],",
    row: ['SEND call stop (recording)', 'live'],
    who: 'participant',
  },
  'a code hears of calls': {
    file: 'api/live-pushes.ts',
    from: "if (actor.kind === 'code_user' && participantState !== 'admitted') return",
    to: '',
    row: ['HEAR live callStarted', 'confirmed'],
    who: 'grant',
  },
  'a member assigns': {
    file: 'domain/session-rules.ts',
    from: "assign: { may: { employee: { from: OPEN, as: 'moderator' } } },",
    to: "assign: { may: { employee: { from: OPEN, as: 'related' } } },",
    row: [`PUT ${SESSION}/responsible (assign)`, 'confirmed'],
    who: 'recipient',
  },
  'whoever came later lets others in': {
    file: 'domain/call-rules.ts',
    from: "? refuse('not_first') : undefined",
    to: '? undefined : undefined',
    row: [`POST ${SESSION}/admission`, 'requested'],
    who: 'later participant',
  },
  'whoever waits acts': {
    file: 'domain/session-rules.ts',
    from: "each.id === id && each.state === 'admitted'",
    to: 'each.id === id',
    row: [`POST ${SESSION}/cancellation`, 'requested'],
    who: 'pending',
  },
}

t.test('without a mutation the rows hold', { timeout: 120_000 }, async (t) => {
  const rows = new Set(Object.values(SEEDS).map(rowOf))
  const matrix = await mutated(t, null)
  for (const row of rows) t.same(failing(row, await ask(matrix, row)), [], nameOf(row))
})

t.ok(Object.keys(SEEDS).length >= 10, 'ten rules at least')

for (const [rule, seed] of Object.entries(SEEDS)) {
  t.test(`the matrix notices when ${rule}`, { timeout: 120_000 }, async (t) => {
    const row = rowOf(seed)
    const outcomes = await ask(await mutated(t, seed), row)
    const failed = failing(row, outcomes)
    t.ok(failed.includes(seed.who), `fails for ${failed.join(', ') || 'nobody'}`)
    t.equal(outcomes.get(seed.who), 'ok', 'since the rule no longer holds, not since it broke')
  })
}

function rowOf({ row: [operation, stage] }: Seed): Row {
  const row = ROWS.find((each) => each.operation === operation && each.stage === stage)
  if (!row) throw new Error(`the matrix has no row ${operation}`)
  return row
}

function failing(row: Row, outcomes: Outcomes): Principal[] {
  return PRINCIPALS.filter((principal) => outcomes.get(principal) !== row.cells[principal])
}

/** The town and its people are shared; what they ask is the mutated program. */
async function mutated(t: Test, mutation: Mutation | null): Promise<Matrix> {
  const { town, taskQueue } = await base
  const program = await loadMutated(t, mutation)
  const gateway = new PaperGateway()
  const isOfWorkflows = /^domain\/(session|call)-rules/.test(mutation?.file ?? '')
  const service = await makeService(t, {
    ...{ settings: { rates: RATES }, signalling: gateway, town, program },
    // The rules of sessions are the workflow's as well.
    ...(isOfWorkflows ? {} : { taskQueue, hasWorker: false }),
  })
  const address = await listen(service)
  return { ...(await shared), t, service, gateway, address, scenes: new Map(), spares: new Map() }
}
