import t, { type Test } from 'tap'
import { paths } from '../../contract/paths.ts'
import type { ApiKeySecret } from '../../contract/set-up-views.ts'
import { insertCode } from '../../db/codes.ts'
import type { Answer } from './browser.ts'
import { asAda, atThePress, problem, requestBody, ticketSystem, viewOf } from './cast.ts'
import { makeService } from './service.ts'
import { CODES, PIN } from './town.ts'

/** Two at once, then one a minute. */
const FEW = { burst: 2, perMinute: 1 }
const rates = { apiKey: FEW, code: FEW, guess: FEW, pin: FEW, request: FEW }
const service = makeService(t, { settings: { rates } })

async function isLimited(t: Test, expected: number, ask: () => Promise<Answer>): Promise<void> {
  for (let turn = 0; turn < FEW.burst; turn += 1) t.equal((await ask()).statusCode, expected)
  const answer = await ask()
  t.match(problem(answer), [429, { code: 'too_many' }])
  const seconds = Number(answer.headers['retry-after'])
  t.ok(seconds > 0 && seconds <= 60, `come back in ${seconds} s`)
}

t.test('an API key that asks too often waits, another one does not', async (t) => {
  const { all, ada } = await asAda(await service)
  const body = { name: 'Dashboard', scopes: ['sessions:read'], validDays: 30 }
  const { key } = viewOf<ApiKeySecret>(await ada.post(paths.apiKeys, { body }))
  await isLimited(t, 200, () => ticketSystem(all, key).get(paths.sessions))
  t.equal((await ticketSystem(all).get(paths.sessions)).statusCode, 200)
})

t.test('an API key that has ended opens nothing', async (t) => {
  const { all, ada } = await asAda(await service)
  const body = { name: 'Old dashboard', scopes: ['sessions:read'], validDays: 1 }
  const { id, key } = viewOf<ApiKeySecret>(await ada.post(paths.apiKeys, { body }))
  t.equal((await ticketSystem(all, key).get(paths.sessions)).statusCode, 200)
  const ended = { expiresAt: new Date(Date.now() - 1000) }
  await all.town.db.updateTable('apiKeys').set(ended).where('id', '=', id).execute()
  const refused = await ticketSystem(all, key).get(paths.sessions)
  t.match(problem(refused), [401, { code: 'actor_required' }])
})

t.test('a code that is opened too often waits, another one does not', async (t) => {
  const { browser } = await service
  await isLimited(t, 200, () => browser().openCode(CODES.lathe))
  t.equal((await browser().openCode(CODES.press)).statusCode, 200)
})

t.test('whoever guesses PINs has to wait, also with the right one', async (t) => {
  const { browser } = await service
  const guess = (pin: string) => browser().openCode(CODES.pinned, pin)
  await isLimited(t, 403, () => guess('0000'))
  t.match(problem(await guess(PIN)), [429, { code: 'too_many' }])
})

t.test('one code takes so many requests, another one goes on', async (t) => {
  const all = await service
  const { db, deviceId, database } = all.town
  await insertCode(db, { deviceId, code: 'PRESS-BACK' })
  const phone = all.browser()
  await phone.openCode('PRESS-BACK')
  const send = async () => {
    const answer = await phone.post(paths.sessions, { body: requestBody(all) })
    // One open request per phone, and three per code, are limits of their own.
    await database.deleteFrom('sessionOrigins').execute()
    return answer
  }
  await isLimited(t, 201, send)
  const other = await atThePress(all)
  t.equal((await other.post(paths.sessions, { body: requestBody(all) })).statusCode, 201)
})

t.test('whoever guesses codes has to wait, also with a right one', async (t) => {
  const { browser } = await service
  await isLimited(t, 404, () => browser().openCode('NO-SUCH-CODE'))
  t.match(problem(await browser().openCode(CODES.press)), [429, { code: 'too_many' }])
})
