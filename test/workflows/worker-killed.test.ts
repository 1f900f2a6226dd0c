import { once } from 'node:events'
import t from 'tap'
import { startWorkerProcess } from './stories.ts'
import { employee, makeTemporalSession, TOMAS } from './temporal-session.ts'

t.test(
  'a worker dies between the SQL of a commit and its reply',
  { timeout: 120_000 },
  async (t) => {
    const session = await makeTemporalSession(t)
    const anna = employee(session.world, 'anna')
    await session.give('create', TOMAS)
    await session.workers.stop()
    const first = await startWorkerProcess(session, 'confirmed')
    const isDead = once(first, 'exit')
    // Its client does not wait for the answer.
    const confirming = session.give('confirm', anna).then(
      () => 'answered',
      () => 'gave up',
    )
    await isDead
    const second = await startWorkerProcess(session)
    const { status, rev } = await session.give('complete', anna)
    t.same({ status, rev }, { status: 'done', rev: 3 }, 'the command after it goes on from it')
    t.equal(await confirming, 'answered', 'and the one that was cut off was not lost')
    const lines = await session.world.db
      .selectFrom('sessionHistory')
      .select(['kind', 'rev'])
      .orderBy('seq')
      .execute()
    t.same(
      lines.map(({ kind, rev }) => `${rev} ${kind}`),
      ['1 created', '1 recipients_told', '2 confirmed', '3 completed'],
      'exactly one history line per command',
    )
    second.kill('SIGKILL')
    await once(second, 'exit')
  },
)
