import t from 'tap'
import type { CodeView, GrantSessionView } from '../../contract/code-views.ts'
import type { HistoryList } from '../../contract/answers.ts'
import type { LabelList } from '../../contract/set-up-views.ts'
import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView, EmployeeSessionView, SessionPage } from '../../contract/views.ts'
import { insertLabel } from '../../db/labels.ts'
import { changeTemplate } from '../../db/templates.ts'
import { created, atThePress, problem, requested, ticketSystem, viewOf } from './cast.ts'
import { makeService } from './service.ts'

const service = makeService(t)

t.test('R23: a code shows no internal session, its participant keeps it', async (t) => {
  const all = await service
  const { session, phone } = await requested(all)
  const anna = await all.browser().signIn('Anna')
  const other = await atThePress(all)
  const isListed = async () => {
    const { sessions } = viewOf<CodeView>(await other.openCode('PRESS-7'))
    return sessions.some(({ id }) => id === session.id)
  }
  t.ok(await isListed())
  t.match(viewOf<GrantSessionView>(await other.get(paths.session(session.id))), { access: 'join' })
  const body = { visibility: 'internal' }
  const hidden = await anna.put(paths.visibility(session.id), { body })
  t.match(viewOf<EmployeeSessionView>(hidden), { visibility: 'internal' })
  t.notOk(await isListed())
  t.equal((await other.get(paths.session(session.id))).statusCode, 404)
  t.equal((await phone.get(paths.session(session.id))).statusCode, 200)
  await anna.put(paths.visibility(session.id), { body: { visibility: 'public' } })
  t.ok(await isListed())
})

t.test('only employees of a session say for whom it is', async (t) => {
  const all = await service
  const { session, phone } = await requested(all)
  const body = { visibility: 'internal' }
  const path = paths.visibility(session.id)
  t.match(problem(await phone.put(path, { body })), [409, { code: 'not_responsible' }])
  const client = await ticketSystem(all).put(path, body)
  t.match(problem(client), [409, { code: 'not_responsible' }])
  const paul = await all.browser().signIn('Paul')
  t.equal((await paul.put(path, { body })).statusCode, 404, 'another department')
  const anna = await all.browser().signIn('Anna')
  const wrong = await anna.put(path, { body: { visibility: 'secret' } })
  t.match(problem(wrong), [400, { errors: [{ pointer: '/visibility' }] }])
  t.equal((await anna.put(path, { body })).statusCode, 200)
})

t.test(
  'R24: labels are in view, list, filter and history, the internal ones for employees only',
  async (t) => {
    const all = await service
    const urgent = await insertLabel(all.town.db, 'Urgent')
    const warranty = await insertLabel(all.town.db, 'Warranty', {
      ...{ isPublic: true, nameDe: 'Garantie', colour: 'blue' },
    })
    const { session, phone } = await requested(all)
    const anna = await all.browser().signIn('Anna')
    const { items: known } = viewOf<LabelList>(await anna.get(paths.labels))
    t.match(known, [
      { id: urgent, name: 'Urgent', isPublic: false },
      { id: warranty, name: 'Warranty', isPublic: true },
    ])
    const body = { labelIds: [warranty, urgent] }
    const view = viewOf<EmployeeSessionView>(
      await anna.put(paths.sessionLabels(session.id), { body }),
    )
    t.same(
      view.labels.map(({ name }) => name),
      ['Urgent', 'Warranty'],
    )
    const own = viewOf<CodeUserSessionView>(await phone.get(paths.session(session.id)))
    const names = { name: 'Warranty', nameDe: 'Garantie' }
    t.same(own.labels, [{ id: warranty, ...names, colour: 'blue', isPublic: true }])
    t.notMatch(JSON.stringify(own), /Urgent/)
    const page = viewOf<SessionPage>(await anna.get(`${paths.sessions}?label=${urgent}`))
    t.match(page, {
      items: [{ id: session.id, labels: [{ id: urgent, colour: 'grey' }, names] }],
      counts: { all: 1 },
    })
    await anna.put(paths.sessionLabels(session.id), { body: { labelIds: [urgent] } })
    const { items } = viewOf<HistoryList>(await anna.get(paths.history(session.id)))
    t.match(items.at(-1), { kind: 'labels_changed', added: [], removed: [names] })
  },
)

t.test('a label of nobody, or of another organisation, is none', async (t) => {
  const all = await service
  const { session, anna } = await created(all)
  const foreign = await insertLabel(all.town.other.db, 'Theirs')
  const own = await insertLabel(all.town.db, 'Ours')
  const put = (labelIds: string[]) =>
    anna.put(paths.sessionLabels(session.id), { body: { labelIds } })
  const refused = await put([own, foreign])
  t.match(problem(refused), [400, { errors: [{ pointer: '/labelIds/1' }] }])
  t.same(viewOf<EmployeeSessionView>(await anna.get(paths.session(session.id))).labels, [])
  t.match(viewOf<EmployeeSessionView>(await put([own])).labels, [{ name: 'Ours' }])
})

t.test(
  'R25: the participant rates in five steps once it is DONE, and may correct it',
  async (t) => {
    const all = await service
    const { session, phone } = await requested(all)
    const anna = await all.browser().signIn('Anna')
    const rate = (stars: number, who = phone) =>
      who.put(paths.rating(session.id), { body: { stars } })
    t.match(problem(await rate(4)), [409, { code: 'status_not_allowed', from: 'requested' }])
    await anna.post(paths.confirmation(session.id))
    await anna.post(paths.completion(session.id))
    t.match(problem(await rate(6)), [400, { errors: [{ pointer: '/stars' }] }])
    t.match(problem(await rate(5, anna)), [409, { code: 'not_participant' }])
    t.match(problem(await rate(5, await atThePress(all))), [409, { code: 'not_participant' }])
    t.match(viewOf<CodeUserSessionView>(await rate(2)).rating, { stars: 2 })
    t.match(viewOf<CodeUserSessionView>(await rate(4)).rating, { stars: 4 })
    const rows = await all.town.db
      .selectFrom('ratings')
      .select('stars')
      .where('sessionId', '=', session.id)
      .execute()
    t.same(rows, [{ stars: 4 }])
    const view = viewOf<EmployeeSessionView>(await anna.get(paths.session(session.id)))
    t.match(view.rating, { stars: 4 })
  },
)

t.test('nobody is asked for a rating where the module has it switched off', async (t) => {
  const all = await service
  const { db, templateId } = all.town
  await changeTemplate(db, templateId, { ratingAllowed: false })
  const { session, phone } = await requested(all)
  await changeTemplate(db, templateId, { ratingAllowed: true })
  const anna = await all.browser().signIn('Anna')
  await anna.post(paths.confirmation(session.id))
  await anna.post(paths.completion(session.id))
  const refused = await phone.put(paths.rating(session.id), { body: { stars: 5 } })
  t.match(problem(refused), [409, { code: 'rating_off' }])
  t.match((await phone.get(paths.session(session.id))).json, { rules: { ratingAllowed: false } })
})
