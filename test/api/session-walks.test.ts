import fc from 'fast-check'
import t from 'tap'
import { SEED } from '../workflows/session-steps.ts'
import { HttpWalk } from './http-walk.ts'
import { makeService } from './service.ts'
import { makeWalkStage } from './walk-stage.ts'
import { walkPlan } from './walk-steps.ts'

/*
 * The walks of test/workflows/session-walks.test.ts over real HTTP, a real workflow and a real
 * database. Time alone is left out: nobody waits for a ring to end here.
 */

/** LOTSE_TEST_HTTP_WALKS=20000 is for a night. */
const WALKS = Number(process.env['LOTSE_TEST_HTTP_WALKS'] ?? 2_000)
/** What a failure says: LOTSE_TEST_HTTP_WALK='{"seed":…,"path":"…"}' takes that one walk again. */
const replayed = process.env['LOTSE_TEST_HTTP_WALK']
/** Sessions that are walked through at the same time. */
const LANES = 6

/** Of the refusals; the longer walks on paper come as far as all others. */
const COME_UP = [
  ...['201 done', '200 done', '400 invalid', '400 actor_required', '401 actor_required'],
  ...['403 invalid', '404 not_found', '409 key_reused', '409 not_confirmed'],
  ...['409 already_confirmed', '409 status_not_allowed', '409 not_responsible'],
  ...['409 not_participant', '409 no_call', '409 not_ringing', '409 call_taken'],
  ...['409 call_running', '409 recording_off', '409 consent_declined'],
]

// Nobody is slowed down here: all of this is one address, and one key.
const WIDE = { burst: 1_000_000, perMinute: 1_000_000 }
const rates = { address: WIDE, apiKey: WIDE, code: WIDE, request: WIDE }
const service = makeService(t, {
  ...{ settings: { rates }, isOverNetwork: true },
  // Whoever is over for ten minutes is put away: on a slow machine all at once, in the middle of it.
  commandDeadlineMs: 90_000,
})

type Run = fc.Parameters<unknown>

function runs(): Run[] {
  // As a failure printed it.
  if (replayed !== undefined) return [{ ...(JSON.parse(replayed) as Run), numRuns: 1 }]
  return Array.from({ length: LANES }, (_, lane) => ({
    seed: SEED + lane,
    numRuns: Math.floor(WALKS / LANES) + (lane < WALKS % LANES ? 1 : 0),
  }))
}

t.test(
  'random walks over the commands of a session, over HTTP',
  { timeout: 880_000 },
  async (t) => {
    const stage = await makeWalkStage(await service)
    t.comment(`seeds ${SEED} to ${SEED + LANES - 1}, ${WALKS} walks`)
    const answers = new Map<string, number>()
    let walks = 0
    const property = fc.asyncProperty(walkPlan, async (plan) => {
      const walk = new HttpWalk(stage, plan)
      await walk.begin()
      for (const step of plan.steps) await walk.take(step)
      await walk.end()
      walks += 1
      for (const answer of walk.answers) answers.set(answer, (answers.get(answer) ?? 0) + 1)
    })
    const outcomes = await Promise.allSettled(runs().map((run) => fc.assert(property, run)))
    for (const each of outcomes) if (each.status === 'rejected') t.fail(storyOf(each.reason))
    if (replayed !== undefined) return
    t.comment([...answers].map(([answer, count]) => `${answer}: ${count}`).join(', '))
    const count = [...answers.values()].reduce((sum, each) => sum + each, 0)
    t.equal(
      walks,
      WALKS,
      `${walks} walks, ${count} answers, each as the model and the document say`,
    )
    t.notOk([...answers.keys()].some(isOurError), 'none of them an error of ours')
    const missing = WALKS < 1_000 ? [] : COME_UP.filter((answer) => !answers.has(answer))
    t.same(missing, [], 'each refusal comes up')
    t.ok((answers.get('200 done') ?? 0) > WALKS, 'and much is done')
  },
)

function isOurError(answer: string): boolean {
  return answer.startsWith('5')
}

/** Where session and model parted, then the seed and the shortest walk that leads there. */
function storyOf(failure: unknown): string {
  const { message, cause } = failure instanceof Error ? failure : new Error(String(failure))
  return `${cause instanceof Error ? cause.message : ''}\n${message}`
}
