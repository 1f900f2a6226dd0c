import t from 'tap'
import { ApiProblem } from '../../web/foundation/api-client.ts'
import { SessionStore } from '../../web/foundation/session-store.ts'
import { changed, makeAnswers, makeLive, settled } from './live.ts'

type View = { id: string; number: number; rev: number; status: string }

const view = (rev: number, status: string): View => ({ id: 'kp-220', number: 1042, rev, status })
const problem = (code: 'not_found' | 'unavailable') =>
  new ApiProblem({ type: '', title: '', status: code === 'not_found' ? 404 : 503, code })

async function makeWatched(rev = 1) {
  const live = makeLive()
  const answers = makeAnswers()
  const store = new SessionStore<View>(answers, live)
  const watched = store.watch('1042')
  await answers.answer(view(rev, 'requested'))
  return { live, answers, store, ...watched }
}

t.test('a watched session is loaded once and known by its number and id', async (t) => {
  const { answers, session, live } = await makeWatched()
  t.equal(session.value.value?.status, 'requested')
  live.say(changed('kp-220', 2))
  t.same(answers.asked(), ['/api/v1/video-sessions/1042'])
  await answers.answer(view(2, 'confirmed'))
  t.equal(session.value.value?.status, 'confirmed')
})

t.test('a change of another session asks nothing', async (t) => {
  const { answers, live } = await makeWatched()
  live.say(changed('nkx-65', 2))
  t.same(answers.asked(), [])
})

t.test('an older revision is old news', async (t) => {
  const { answers, session, store, live } = await makeWatched(5)
  live.say(changed('kp-220', 4))
  t.same(answers.asked(), [])
  store.put(view(4, 'cancelled'))
  t.equal(session.value.value?.status, 'requested')
  store.put(view(6, 'confirmed'))
  t.equal(session.value.value?.status, 'confirmed')
})

t.test('the revision at hand is loaded again, since its recording may be new', async (t) => {
  const { answers, live } = await makeWatched(5)
  live.say(changed('kp-220', 5))
  t.equal(answers.asked().length, 1)
})

t.test('changes during a load lead to one more, not to many', async (t) => {
  const { answers, live, session } = await makeWatched()
  for (const rev of [2, 3, 4]) live.say(changed('kp-220', rev))
  t.equal(answers.asked().length, 1)
  await answers.answer(view(2, 'confirmed'))
  t.equal(answers.asked().length, 1)
  await answers.answer(view(4, 'done'))
  t.equal(session.value.value?.status, 'done')
  t.equal(answers.asked().length, 0)
})

t.test('every connection and every resync loads what is watched, and only that', async (t) => {
  const { answers, live, unwatch } = await makeWatched()
  live.say({ type: 'hello', instance: 'api-1' })
  await answers.answer(view(1, 'requested'))
  live.say({ type: 'resync' })
  await answers.answer(view(1, 'requested'))
  unwatch()
  live.say({ type: 'resync' })
  live.say(changed('kp-220', 9))
  t.same(answers.asked(), [])
})

t.test('a failed reload keeps what was known, a lost right does not', async (t) => {
  const { answers, live, session, store } = await makeWatched()
  live.say(changed('kp-220', 2))
  await answers.answer(problem('unavailable'))
  t.equal(session.value.value?.status, 'requested')
  t.equal(session.value.problem?.code, 'unavailable')
  void store.reload('1042')
  await settled()
  await answers.answer(problem('not_found'))
  t.equal(session.value.value, undefined)
  t.equal(session.value.problem?.code, 'not_found')
})

t.test('a session that is taken away is gone at once', async (t) => {
  const { live, session } = await makeWatched()
  live.say({ type: 'sessionRemoved', id: 'kp-220' })
  t.equal(session.value.value, undefined)
  t.equal(session.value.problem?.code, 'not_found')
})
