import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { CodeCreated, InvitationView } from '../../contract/set-up-views.ts'
import { created, requested, signedIn, ticketSystem, viewOf, wrongFields } from './cast.ts'
import { makeService, type Service } from './service.ts'
import { CODES, PASSWORD, PIN } from './town.ts'

const service = makeService(t)

t.test('T1: a secret is in no log, no header and no address of an answer', async (t) => {
  const all = await service
  const { session } = await created(all)
  const ada = await signedIn(all, 'Ada')
  const secret = (session.links.join ?? '').split('#')[1] ?? ''
  const person = { name: 'Nora', email: 'nora@presswerk.example', role: 'member' }
  const body = { ...person, departmentId: null }
  const invited = viewOf<InvitationView>(await ada.post(paths.employees, { body }))
  const [, invitation = ''] = invited.url.split('#')
  const phone = all.browser().as('code-user')
  const password = 'a password that nobody else has'
  const answers = [
    await phone.post(paths.joinAccess, { body: { secret } }),
    await phone.get(paths.session(session.id)),
    await phone.post(paths.codeAccess, { body: { code: CODES.pinned, pin: PIN } }),
    await all.browser().post(paths.invitation, { body: { secret: invitation, password } }),
    await all.browser().post(paths.login, { body: { email: person.email, password } }),
    await all.browser().post(paths.login, { body: { email: person.email, password: 'slipped' } }),
    await phone.get(`/j?${secret}`, { headers: { accept: 'text/html' } }),
  ]
  t.same(
    answers.map(({ statusCode }) => statusCode),
    [200, 200, 200, 200, 200, 401, 404],
  )
  const log = all.logged.join('\n')
  const headers = answers.map(({ headers: { 'set-cookie': _, ...rest } }) => rest)
  for (const each of [secret, invitation, password, 'slipped', CODES.pinned]) {
    t.notMatch(log, each)
    t.notMatch(JSON.stringify(headers), each)
  }
  for (const each of headers) t.equal(each['referrer-policy'], 'no-referrer')
  t.match(log, paths.joinAccess, 'what was asked for is there')
})

t.test('T2: what is made to be secret has the room for it', async (t) => {
  const all = await service
  const ada = await signedIn(all, 'Ada')
  const body = { deviceId: all.town.deviceId }
  const codes = new Set<string>()
  for (let count = 0; count < 20; count += 1) {
    codes.add(viewOf<CodeCreated>(await ada.post(paths.codes, { body })).code.replaceAll('-', ''))
  }
  t.equal(codes.size, 20)
  for (const code of codes) t.match(code, /^[0-9A-Z]{16}$/, '16 letters of 32: 80 bits')
  const letters = new Set([...codes].flatMap((code) => [...code]))
  t.ok(letters.size > 24, `${letters.size} letters of the alphabet in 320`)
  const { session } = await created(all)
  t.match(session.links.join, /#[\w-]{43}$/, '256 bits')
})

const GUESSES: [name: string, path: string, body: (guess: number) => object][] = [
  ['codes', paths.codeAccess, (guess) => ({ code: `GUESS-${guess}` })],
  ['join links', paths.joinAccess, (guess) => ({ secret: `${guess}`.padStart(43, 'A') })],
  [
    'invitations',
    paths.invitation,
    (guess) => ({ secret: `${guess}`.padStart(43, 'A'), password: PASSWORD }),
  ],
]

for (const [name, path, body] of GUESSES) {
  t.test(`T2: guessing ${name} is stopped, and finds nothing`, async (t) => {
    const all = await makeService(t, { hasWorker: false })
    const statuses = new Set<number>()
    let asked = 0
    while (!statuses.has(429) && asked < 200) {
      const guessing = all.browser().as('code-user')
      statuses.add((await guessing.post(path, { body: body(asked) })).statusCode)
      asked += 1
    }
    t.ok(asked <= 31, `${asked} guesses`)
    t.notOk(statuses.has(200))
    const elsewhere = await all.app.inject({
      ...{ method: 'GET', url: '/config.json', remoteAddress: '203.0.113.9' },
    })
    t.equal(elsewhere.statusCode, 200, 'other addresses go on')
  })
}

t.test('T5: a field that is not offered is refused, whoever sends it', async (t) => {
  const all = await service
  const ada = await signedIn(all, 'Ada')
  const surplus = { organisationId: all.town.other.db.organisationId, isAdministrator: true }
  let tried = 0
  for (const { method, path } of operationsWithBody(all)) {
    const answer = await ada.send(method, path, { body: surplus, key: `surplus-${tried}` })
    t.equal(answer.statusCode, 400, `${method} ${path}`)
    const fields = wrongFields(answer)
    for (const name of Object.keys(surplus)) t.ok(fields.includes(`/${name}`), `${path}: ${name}`)
    tried += 1
  }
  t.ok(tried > 30, `${tried} operations`)
  const proper = await ada.put(paths.language, { body: { language: 'de' } })
  t.equal(proper.statusCode, 204, 'without it')
})

type Operation = { method: 'POST' | 'PUT' | 'DELETE'; path: string }

/** Those that take JSON; the body of a screenshot is a picture, that of a ticket system is signed. */
function operationsWithBody({ app }: Service): Operation[] {
  const methods = ['POST', 'PUT', 'DELETE'] as const
  return Object.entries(app.swagger().paths ?? {}).flatMap(([template, item]) =>
    methods.flatMap((method) => {
      const operation: unknown = Reflect.get(Object(item), method.toLowerCase())
      const content: unknown = Reflect.get(
        Object(Reflect.get(Object(operation), 'requestBody')),
        'content',
      )
      const isJson = 'application/json' in Object(content)
      if (!isJson || template.endsWith('/events')) return []
      const path = template
        .replaceAll(/\{(call|number)\}/g, '1')
        .replace('{scope}', 'own')
        .replace('{event}', 'requested')
        .replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000')
      return [{ method, path }]
    }),
  )
}

t.test('T17: who says to come from elsewhere is believed only as a trusted proxy', async (t) => {
  const rates = { loginAddress: { burst: 3, perMinute: 0.01 } }
  const { town: _, ...behind } = await makeService(t, {
    hasWorker: false,
    settings: { rates, trustedProxies: ['10.0.0.1'] },
  })
  let person = 0
  const wrong = async (remoteAddress: string, forwarded: string) => {
    person += 1
    const { statusCode } = await behind.app.inject({
      ...{ method: 'POST', url: paths.login, remoteAddress },
      headers: {
        'x-forwarded-for': forwarded,
        'x-real-ip': forwarded,
        forwarded: `for=${forwarded}`,
      },
      payload: { email: `nobody-${person}@presswerk.example`, password: 'guessed' },
    })
    return statusCode
  }
  const statuses: number[] = []
  for (let time = 1; time <= 4; time += 1) {
    statuses.push(await wrong('198.51.100.7', `192.0.2.${time}`))
  }
  t.same(statuses, [401, 401, 401, 429], 'another name each time does not help')
  for (let time = 1; time <= 4; time += 1) {
    t.equal(await wrong('10.0.0.1', `192.0.2.${time}`), 401, 'by the proxy they are four people')
  }
  t.equal(await wrong('10.0.0.1', '192.0.2.250, 198.51.100.7'), 429, 'as the proxy saw them')
  const log = behind.logged.join('\n')
  t.notMatch(log, '192.0.2.250')
})

t.test('T24: a key of somebody else is a key of one’s own', async (t) => {
  const all = await service
  const key = 'the-same-key-for-everybody'
  const body = { deviceId: all.town.deviceId, reason: 'The press is too loud' }
  const anna = await signedIn(all, 'Anna')
  const max = await signedIn(all, 'Max')
  const ids = [
    await anna.post(paths.sessions, { body, key }),
    await max.post(paths.sessions, { body, key }),
    await ticketSystem(all).post(paths.sessions, body, key),
  ].map((answer) => viewOf<{ id: string }>(answer).id)
  t.equal(new Set(ids).size, 3, 'three people, three sessions')
  const again = viewOf<{ id: string }>(await anna.post(paths.sessions, { body, key }))
  t.equal(again.id, ids[0], 'their own answer comes back')
  const other = { deviceId: all.town.other.deviceId }
  const foreign = all.browser()
  const login = { email: all.town.other.email, password: PASSWORD }
  await foreign.post(paths.login, { body: login })
  const theirs = viewOf<{ id: string; number: number }>(
    await foreign.post(paths.sessions, { body: other, key }),
  )
  t.notOk(ids.includes(theirs.id))
  t.equal(theirs.number, 1, 'in another organisation')
  const { phone, session } = await requested(all)
  const confirmed = await anna.post(paths.confirmation(session.id), { key })
  t.equal(confirmed.statusCode, 200, 'for another command it is another key')
  const taken = await phone.post(paths.confirmation(session.id), { key })
  t.equal(taken.statusCode, 409, 'and gives nobody what its owner may do')
})
