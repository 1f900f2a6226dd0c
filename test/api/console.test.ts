import t from 'tap'
import type {
  DeviceList,
  DraftCreated,
  EmployeeList,
  NotificationList,
} from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import { claimDelivery, markDeliverySent, type DeliveryKey } from '../../db/deliveries.ts'
import { idOf } from '../db/world.ts'
import { atThePress, problem, requestBody, requested, ticketSystem, viewOf } from './cast.ts'
import { makeService } from './service.ts'
import { CODES } from './town.ts'

const service = makeService(t)

t.test('the console lists devices with their codes', async (t) => {
  const anna = await (await service).browser().signIn('Anna')
  const { items } = viewOf<DeviceList>(await anna.get(paths.devices))
  const press = items.find(({ label }) => label === 'Press 7 Café')
  t.match(press, {
    serial: 'PX-0007',
    template: { name: 'Press' },
    department: { name: 'Service' },
    codes: [{ code: CODES.press, url: `https://lotse.example/c/${CODES.press}`, hasPin: false }],
  })
  const lathe = items.find(({ label }) => label === 'Lathe 2')
  t.ok(lathe?.codes.some(({ hasPin }) => hasPin))
  const found = viewOf<DeviceList>(await anna.get(`${paths.devices}?q=cafe`))
  t.same(
    found.items.map(({ label }) => label),
    ['Press 7 Café'],
  )
})

t.test('the console lists who can be responsible', async (t) => {
  const all = await service
  const anna = await all.browser().signIn('Anna')
  const { items } = viewOf<EmployeeList>(await anna.get(paths.employees))
  t.same(
    items.map(({ name }) => name),
    ['Ada', 'Anna', 'Max', 'Mo', 'Olga', 'Paul'],
    'of this organisation only',
  )
  for (const path of [paths.devices, paths.employees, paths.notifications]) {
    const phone = await atThePress(all)
    t.equal((await phone.get(path)).statusCode, 404)
    t.equal((await all.browser().get(path)).statusCode, 401)
  }
})

t.test('the bell counts, lists, and is read', async (t) => {
  const all = await service
  const { session } = await requested(all)
  const { db, employees } = all.town
  const key: DeliveryKey = {
    sessionId: session.id,
    rev: 1,
    event: 'requested',
    recipientKind: 'employee',
    recipientId: employees.anna,
    channel: 'in_app',
  }
  const { id } = await claimDelivery(db, key)
  await markDeliverySent(db, id)
  const anna = await all.browser().signIn('Anna')
  const bell = viewOf<NotificationList>(await anna.get(paths.notifications))
  t.match(bell, {
    unread: 1,
    items: [
      { id, event: 'requested', by: 'Tom', isRead: false, session: { number: session.number } },
    ],
  })
  const other = { body: { sessionId: idOf('another session') } }
  await anna.post(paths.notificationsRead, other)
  t.match((await anna.get(paths.notifications)).json, { unread: 1 })
  t.equal((await anna.post(paths.notificationsRead, { body: {} })).statusCode, 204)
  t.match((await anna.get(paths.notifications)).json, { unread: 0, items: [{ isRead: true }] })
  const max = await all.browser().signIn('Max')
  t.same(viewOf<NotificationList>(await max.get(paths.notifications)), { items: [], unread: 0 })
})

t.test('R2: an assistant’s draft becomes a session when a person sends it', async (t) => {
  const all = await service
  const { town } = all
  const assistant = ticketSystem(all)
  const draft = {
    code: CODES.press,
    answers: { reason: 'It drips', 'error-code': 'E 12' },
    transcript: 'Person: it drips. Assistant: since when?',
    name: 'Pressbot',
    ref: 'chat-99',
  }
  const answer = await assistant.post(paths.drafts(town.buttonId), draft)
  const { id, url, expiresAt } = viewOf<DraftCreated>(answer)
  t.equal(answer.statusCode, 201)
  t.equal(url, `https://lotse.example/c/${CODES.press}?button=${town.buttonId}&draft=${id}`)
  t.ok(expiresAt > Date.now())
  const phone = await atThePress(all)
  t.match((await phone.get(paths.draft(id))).json, {
    flow: { id: town.flowId, version: 1 },
    buttonId: town.buttonId,
    answers: draft.answers,
    assistantName: 'Pressbot',
    hasTranscript: true,
  })
  const before = await all.town.db.selectFrom('sessions').select('id').execute()
  t.equal(before.length, 1, 'a draft alone is no session')
  const body = { ...requestBody(all), buttonId: town.buttonId, draftId: id }
  const session = viewOf<{ id: string }>(await phone.post(paths.sessions, { body }))
  const anna = await all.browser().signIn('Anna')
  const view = viewOf<EmployeeSessionView>(await anna.get(paths.session(session.id)))
  t.same(view.assistant, { name: 'Pressbot', transcript: draft.transcript, ref: 'chat-99' })
})

t.test('a draft is for its machine, its button and its API client only', async (t) => {
  const all = await service
  const { town } = all
  const assistant = ticketSystem(all)
  const draft = { code: CODES.press, answers: {} }
  const none = await assistant.post(paths.drafts(town.flowId), draft)
  t.match(problem(none), [404, { code: 'no_action_button' }])
  const path = paths.drafts(town.buttonId)
  for (const code of ['NO-SUCH-CODE', CODES.off, town.other.code]) {
    const refused = await assistant.post(path, { ...draft, code })
    t.match(problem(refused), [400, { errors: [{ pointer: '/code' }] }])
  }
  const unknown = await assistant.post(path, { ...draft, answers: { colour: 'red' } })
  t.match(problem(unknown), [400, { errors: [{ pointer: '/answers/colour' }] }])
  const { id } = viewOf<DraftCreated>(await assistant.post(path, draft))
  const lathe = all.browser()
  await lathe.openCode(CODES.lathe)
  t.equal((await lathe.get(paths.draft(id))).statusCode, 404)
  t.equal((await (await atThePress(all)).get(paths.draft(id))).statusCode, 200)
  const anna = await all.browser().signIn('Anna')
  t.equal((await anna.post(path, { body: draft })).statusCode, 404)
})
