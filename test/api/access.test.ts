import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { disableCode } from '../../db/codes.ts'
import { secretHash } from '../../db/derived-secrets.ts'
import { insertOneTimeLink } from '../../db/logins.ts'
import { makeService } from './service.ts'
import { CODES, PASSWORD, PIN } from './town.ts'

const service = makeService(t, { hasWorker: false })

t.test('an employee signs in, is known, and signs out', async (t) => {
  const { browser } = await service
  const anna = browser()
  t.equal((await anna.get(paths.me)).statusCode, 401)
  const body = { email: 'anna@presswerk.example', password: PASSWORD }
  t.match((await anna.post(paths.login, { body })).json, { name: 'Anna', role: 'member' })
  t.match((await anna.get(paths.me)).json, { name: 'Anna', role: 'member' })
  const other = browser()
  const [[name, value] = ['', '']] = anna.cookies
  other.cookies.set(name, value)
  t.equal((await other.get(paths.me)).statusCode, 200)
  t.equal((await anna.post(paths.logout)).statusCode, 204)
  t.equal((await other.get(paths.me)).statusCode, 401, 'the login is gone, not only the cookie')
})

t.test('the login cookie cannot be read by scripts or sent from elsewhere', async (t) => {
  const { browser } = await service
  const body = { email: 'ANNA@presswerk.example', password: PASSWORD }
  const answer = await browser().post(paths.login, { body })
  t.equal(answer.statusCode, 200, 'case of the email does not matter')
  const [cookie] = answer.cookies
  t.match(cookie, { name: '__Host-lotse-login', httpOnly: true, secure: true, sameSite: 'Lax' })
})

t.test('a wrong password and an unknown email are answered alike', async (t) => {
  const { browser } = await service
  const body = { email: 'max@presswerk.example', password: 'wrong' }
  const wrong = await browser().post(paths.login, { body })
  const unknown = await browser().post(paths.login, { body: { ...body, email: 'no@b.example' } })
  t.equal(wrong.statusCode, 401)
  t.equal(unknown.body, wrong.body)
  t.match(wrong.json, { code: 'invalid', errors: [{ pointer: '/password' }] })
})

t.test('T2: guessing one password is slowed down, others still sign in', async (t) => {
  const { browser } = await service
  const body = { email: 'mo@presswerk.example', password: 'wrong' }
  for (let guess = 0; guess < 5; guess++) await browser().post(paths.login, { body })
  const stopped = await browser().post(paths.login, { body: { ...body, password: PASSWORD } })
  t.equal(stopped.statusCode, 429)
  t.match(stopped.json, { code: 'too_many' })
  t.ok(Number(stopped.headers['retry-after']) > 60)
  const paul = { email: 'paul@presswerk.example', password: PASSWORD }
  t.equal((await browser().post(paths.login, { body: paul })).statusCode, 200)
})

t.test('an employee changes their password, and other logins end', async (t) => {
  const { browser } = await service
  const [here, there] = [await browser().signIn('Olga'), await browser().signIn('Olga')]
  const next = 'a longer secret'
  const wrong = await here.put(paths.password, { body: { current: 'nope', next } })
  t.match(wrong.json, { code: 'invalid', errors: [{ pointer: '/current' }] })
  const short = await here.put(paths.password, { body: { current: PASSWORD, next: 'short' } })
  t.match(short.json, { errors: [{ pointer: '/next' }] })
  t.equal((await there.get(paths.me)).statusCode, 200)
  const done = await here.put(paths.password, { body: { current: PASSWORD, next } })
  t.equal(done.statusCode, 204)
  t.equal((await here.get(paths.me)).statusCode, 200)
  t.equal((await there.get(paths.me)).statusCode, 401)
  const body = { email: 'olga@presswerk.example', password: next }
  t.equal((await browser().post(paths.login, { body })).statusCode, 200)
})

t.test('an employee sets the language of the console and of mails', async (t) => {
  const { browser } = await service
  const anna = await browser().signIn('Anna')
  t.equal((await anna.put(paths.language, { body: { language: 'de' } })).statusCode, 204)
  t.match((await anna.get(paths.me)).json, { language: 'de' })
  const unknown = await anna.put(paths.language, { body: { language: 'tlh' } })
  t.match(unknown.json, { errors: [{ pointer: '/language' }] })
})

t.test('a one-time link sets the first password once', async (t) => {
  const { browser, town } = await service
  const secret = 'a secret that was printed once'
  const expiresAt = new Date(Date.now() + 60_000)
  const employeeId = town.employees.ada
  await insertOneTimeLink(town.db, { hash: secretHash(secret), employeeId, expiresAt })
  const body = { secret, password: 'the first of Ada' }
  const ada = browser()
  t.match((await ada.post(paths.invitation, { body })).json, { name: 'Ada' })
  t.equal((await ada.get(paths.me)).statusCode, 200)
  const again = await browser().post(paths.invitation, { body })
  t.match([again.statusCode, again.json], [410, { code: 'link_expired' }])
})

t.test('a code gives the device, its flows and nothing else', async (t) => {
  const { browser, town } = await service
  const phone = browser()
  const answer = await phone.openCode(CODES.press)
  t.equal(answer.statusCode, 200)
  t.match(answer.json, {
    code: CODES.press,
    device: { label: 'Press 7 Café', location: 'Hall 2' },
    organisationName: 'Presswerk',
    requestsAllowed: true,
    flows: [{ id: town.flowId, title: 'Get help' }],
    consentText: { version: 1, language: 'en', keeping: /are kept until somebody deletes them/ },
    sessions: [],
  })
  t.notMatch(answer.body, 'PX-0007', 'not even the serial number')
  const cookies = [...phone.cookies]
  await phone.openCode(CODES.press)
  t.same([...phone.cookies], cookies, 'the same browser keeps its grant')
})

t.test('a code page speaks German to whoever asks for it', async (t) => {
  const { browser } = await service
  const headers = { 'accept-language': 'de-DE,de;q=0.9,en;q=0.5' }
  const answer = await browser().post(paths.codeAccess, { body: { code: CODES.press }, headers })
  t.match(answer.json, {
    flows: [{ title: 'Hilfe holen' }],
    consentText: { language: 'de', keeping: /aufbewahrt/ },
  })
})

t.test('T2: a code with a PIN opens with its PIN only', async (t) => {
  const { browser } = await service
  const open = (body: object) => browser().post(paths.codeAccess, { body })
  t.match((await open({ code: CODES.pinned })).json, { code: 'pin_required' })
  t.match((await open({ code: CODES.pinned, pin: '0000' })).json, { code: 'pin_wrong' })
  t.equal((await open({ code: CODES.pinned, pin: PIN })).statusCode, 200)
  for (let guess = 0; guess < 4; guess++) await open({ code: CODES.pinned, pin: String(guess) })
  t.equal((await open({ code: CODES.pinned, pin: PIN })).statusCode, 429)
})

t.test('a disabled and an expired code say so, an unknown one is not found', async (t) => {
  const { browser, town } = await service
  const expired = await browser().openCode(CODES.off)
  t.match([expired.statusCode, expired.json], [410, { code: 'code_disabled' }])
  const unknown = await browser().openCode('NO-SUCH-CODE')
  t.match([unknown.statusCode, unknown.json], [404, { code: 'not_found' }])
  const phone = browser()
  t.equal((await phone.openCode(CODES.lathe)).statusCode, 200)
  const { id } = await town.db
    .selectFrom('codes')
    .select('id')
    .where('code', '=', CODES.lathe)
    .executeTakeFirstOrThrow()
  await disableCode(town.db, id)
  t.match((await phone.openCode(CODES.lathe)).json, { code: 'code_disabled' })
})

t.test('every page request says as whom, and only that cookie is read', async (t) => {
  const { browser } = await service
  const both = await browser().signIn('Anna')
  await both.openCode(CODES.press)
  t.equal(both.cookies.size, 2)
  const silent = { headers: { 'lotse-actor': '' } }
  const nobody = await both.get(paths.me, silent)
  t.match([nobody.statusCode, nobody.json], [400, { code: 'actor_required' }])
  t.equal((await both.as('employee').get(paths.me)).statusCode, 200)
  t.equal((await both.as('code-user').get(paths.me)).statusCode, 404)
  const url = `${paths.sessions}?as=employee`
  const post = await both.post(url, { ...silent, body: {} })
  t.match(post.json, { code: 'actor_required' }, 'an address alone changes nothing')
})

t.test('T6: another site cannot use the cookies of a browser', async (t) => {
  const { browser } = await service
  const anna = await browser().signIn('Anna')
  const foreign = (origin: string) => anna.post(paths.logout, { headers: { origin } })
  for (const origin of ['https://evil.example', 'null', 'https://lotse.example.evil.example']) {
    const refused = await foreign(origin)
    t.match([refused.statusCode, refused.json], [403, { errors: [{ pointer: '/headers/origin' }] }])
  }
  t.equal((await anna.get(paths.me)).statusCode, 200, 'still signed in')
  t.equal((await foreign('https://lotse.example')).statusCode, 204)
})
