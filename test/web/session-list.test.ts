import { mock } from 'node:test'
import t, { type Test } from 'tap'
import type { SessionPage, SessionRow } from '../../contract/views.ts'
import type { Status } from '../../domain/status.ts'
import { SessionList } from '../../web/console/sessions/session-list.ts'
import { changed, makeAnswers, makeLive, settled } from './live.ts'

function row(number: number, status: Status = 'requested'): SessionRow {
  const times = { createdAt: 0, statusSince: 0, promisedMinutes: 10 }
  const texts = { deviceLabel: 'Cartoner KP-220', reason: null, requesterName: null }
  const flags = { isRinging: false, hasWaitingParticipant: false }
  return {
    id: `s${number}`,
    number,
    rev: 1,
    status,
    responsible: null,
    labels: [],
    visibility: 'public',
    ...times,
    ...texts,
    ...flags,
  }
}

function page(rows: SessionRow[], next: string | null = null): SessionPage {
  const counts = { requested: 0, confirmed: 0, in_progress: 0, done: 0, cancelled: 0 }
  return { items: rows, next, counts: { ...counts, all: rows.length } }
}

type Options = { query?: string; isBeingRead?: () => boolean }

async function makeList(t: Test, { query = '', isBeingRead = () => false }: Options = {}) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  t.teardown(() => mock.timers.reset())
  const live = makeLive()
  const answers = makeAnswers()
  const list = new SessionList({ api: answers, live, query, isBeingRead })
  const refresh = async () => {
    mock.timers.tick(1000)
    await settled()
  }
  await refresh()
  const numbers = () => list.rows.value?.map(({ number }) => number)
  return { live, answers, list, refresh, numbers }
}

t.test('the filters of the address are what is asked for', async (t) => {
  const { answers } = await makeList(t, { query: 'status=requested&q=seal' })
  t.same(answers.asked(), ['/api/v1/video-sessions?status=requested&q=seal&limit=30'])
})

t.test('a new session appears by itself while nobody reads', async (t) => {
  const { answers, live, list, refresh, numbers } = await makeList(t)
  await answers.answer(page([row(1041)]))
  live.say(changed('s1042', 1))
  await refresh()
  await answers.answer(page([row(1042), row(1041)]))
  t.same(numbers(), [1042, 1041])
  t.equal(list.newRows.value, 0)
})

t.test('a new session never shifts what is being read', async (t) => {
  const { answers, live, list, refresh, numbers } = await makeList(t, { isBeingRead: () => true })
  await answers.answer(page([row(1041)]))
  live.say(changed('s1042', 1))
  await refresh()
  await answers.answer(page([row(1042), row(1041)]))
  t.same(numbers(), [1041])
  t.equal(list.newRows.value, 1)
  const shown = list.showNew()
  await answers.answer(page([row(1042), row(1041)]))
  await shown
  t.same(numbers(), [1042, 1041])
  t.equal(list.newRows.value, 0)
})

t.test(
  'a row that is being read stays when it leaves the filter, with its new status',
  async (t) => {
    const { answers, live, list, refresh, numbers } = await makeList(t, { isBeingRead: () => true })
    await answers.answer(page([row(1042), row(1041)]))
    live.say(changed('s1042', 2))
    await refresh()
    await answers.answer(page([row(1041)]))
    t.same(answers.asked(), ['/api/v1/video-sessions/s1042'])
    const device = { label: 'Cartoner KP-220' }
    await answers.answer({ ...row(1042, 'confirmed'), device, participants: [], call: null })
    t.same(numbers(), [1042, 1041])
    t.equal(list.rows.value?.[0]?.status, 'confirmed')
  },
)

t.test('many changes at once are one question', async (t) => {
  const { answers, live, refresh } = await makeList(t)
  await answers.answer(page([row(1041)]))
  for (let rev = 2; rev < 40; rev += 1) live.say(changed('s1041', rev))
  await refresh()
  t.equal(answers.asked().length, 1)
})

t.test('more is loaded behind what is shown, each row once', async (t) => {
  const { answers, list, numbers } = await makeList(t)
  await answers.answer(page([row(1042), row(1041)], 'after-1041'))
  const loaded = list.loadMore()
  t.match(answers.asked()[0], /limit=30&after=after-1041$/)
  await answers.answer(page([row(1041), row(1040)]))
  await loaded
  t.same(numbers(), [1042, 1041, 1040])
  t.equal(list.next.value, null)
})

t.test('a session that may not be seen any more leaves the list', async (t) => {
  const { answers, live, numbers } = await makeList(t)
  await answers.answer(page([row(1042), row(1041)]))
  live.say({ type: 'sessionRemoved', id: 's1042' })
  t.same(numbers(), [1041])
})
