import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import type { WebhookEndpointView } from '../../contract/webhooks.ts'
import type { Browser } from './browser.ts'
import { viewOf } from './cast.ts'
import { makeService, type Service } from './service.ts'
import { PASSWORD } from './town.ts'

const service = makeService(t)
const [OURS, THEIRS] = ['marker-of-the-press', 'marker-of-the-saw']
const HOOK = { url: 'https://erp.example/hook', events: ['session.created', 'session.cancelled'] }

/** One organisation's whole day, with its marker in every text, and all that comes back of it. */
async function liveThrough({ person, deviceId, marker }: Part) {
  const heard: string[] = []
  const page = await person.live()
  const keep = async (asked: ReturnType<Browser['get']>) => {
    const answer = await asked
    heard.push(answer.body)
    return answer
  }
  const hook = viewOf<WebhookEndpointView>(
    await keep(person.post(paths.webhookEndpoints, { body: HOOK })),
  )
  const label = { name: marker, nameDe: null, colour: 'grey', isPublic: true, isActive: true }
  await keep(person.post(paths.labels, { body: label }))
  await keep(person.post(paths.departments, { body: { name: marker } }))
  // The same external key and ticket on both sides.
  const tickets = [{ system: 'helpdesk', key: 'HD-1', title: marker }]
  const texts = { reason: marker, requesterName: marker, email: `${marker}@example.org` }
  const body = { deviceId, ...texts, tickets, externalKey: 'the-same' }
  const session = viewOf<EmployeeSessionView>(await keep(person.post(paths.sessions, { body })))
  await keep(person.post(paths.cancellation(session.id), { body: { message: marker } }))
  return { heard, page, session, hook, keep }
}

type Part = { person: Browser; deviceId: string; marker: string }

/** Every reading route of the document that needs no further id, and those of the own session. */
function readingPaths({ app }: Service, session: EmployeeSessionView, hook: string): string[] {
  const own = Object.entries(app.swagger().paths ?? {}).flatMap(([path, item]) => {
    if (!('get' in Object(item)) || /oidc|openapi|docs|[{]call|artefacts|drafts/.test(path))
      return []
    if (path.startsWith(paths.session('{id}'))) return [path.replace('{id}', session.id)]
    if (path.startsWith(paths.webhookEndpoint('{id}'))) return [path.replace('{id}', hook)]
    return path.includes('{') ? [] : [path]
  })
  return [...own, `${paths.sessions}?q=marker`, `${paths.sessions}?q=HD-1`]
}

t.test('T4: nothing of one organisation is in anything another receives', async (t) => {
  const all = await service
  const { town } = all
  const sara = all.browser()
  await sara.post(paths.login, { body: { email: town.other.email, password: PASSWORD } })
  const ada = await all.browser().signIn('Ada')
  const sides = [
    { person: ada, deviceId: town.deviceId, marker: OURS, name: 'Presswerk' },
    { person: sara, deviceId: town.other.deviceId, marker: THEIRS, name: 'Sägewerk' },
  ]
  const days = []
  for (const side of sides) days.push({ ...side, ...(await liveThrough(side)) })
  for (const day of days) {
    for (const path of readingPaths(all, day.session, day.hook.id))
      await day.keep(day.person.get(path))
    await day.page.next((message) => message.type === 'sessionChanged')
    const other = days.find(({ marker }) => marker !== day.marker)
    if (!other) throw new Error('there are two')
    const received = `${day.heard.join('\n')}\n${JSON.stringify(day.page.messages)}`
    t.ok(day.heard.length > 20, `${day.name} read ${day.heard.length} answers`)
    for (const own of [day.marker, day.session.id, day.deviceId, day.hook.id]) {
      t.ok(received.includes(own), `${day.name} hears of itself: ${own}`)
    }
    const foreign = [other.marker, other.session.id, other.deviceId, other.hook.id, other.name]
    for (const each of foreign) t.notOk(received.includes(each), `${day.name}: ${each}`)
    const counts = viewOf<{ counts: { all: number } }>(await day.person.get(paths.sessions))
    t.equal(counts.counts.all, 1, 'nor in its counts')
    t.equal(day.session.number, 1, 'nor in its numbers')
    for (const path of [paths.session(other.session.id), paths.history(other.session.id)]) {
      t.equal((await day.person.get(path)).statusCode, 404)
    }
  }
})
