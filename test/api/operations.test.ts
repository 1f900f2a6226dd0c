import t from 'tap'
import { writeFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Health } from '../../api/health.ts'
import { makeTestFolder } from '../support/servers.ts'
import { problem, requested } from './cast.ts'
import { makeService } from './service.ts'
import { API_KEY, CODES } from './town.ts'

const folder = makeTestFolder(t)
await writeFile(join(folder, 'console.html'), '<!doctype html>the console')
await writeFile(join(folder, 'code-user.html'), '<!doctype html>the code page')
await mkdir(join(folder, 'assets'))
await writeFile(join(folder, 'assets', 'app-1a2b.js'), 'start()')
let isPostgresUp = true
const service = makeService(t, {
  pages: { folder },
  health: [
    { name: 'postgres', isEssential: true, check: () => answer(isPostgresUp) },
    { name: 'janus', isEssential: false, check: () => answer(false) },
  ],
})

function answer(isUp: boolean): Promise<void> {
  return isUp ? Promise.resolve() : Promise.reject(new Error('connection refused'))
}

t.test('readiness names each dependency, since when, and why not', async (t) => {
  const { browser } = await service
  t.same((await browser().get('/livez')).json, { status: 'alive' })
  const ready = await browser().get('/readyz')
  t.match(problem(ready), [
    200,
    {
      status: 'degraded',
      dependencies: {
        postgres: { state: 'up', since: /^\d{4}-/ },
        janus: { state: 'down', reason: 'connection refused' },
      },
    },
  ])
})

t.test('an essential dependency decides whether this process serves', async (t) => {
  let now = 0
  const checks = [
    { name: 'postgres', isEssential: true, check: () => answer(isPostgresUp) },
    { name: 'slow', isEssential: false, check: () => new Promise<void>(() => undefined) },
  ]
  const health = new Health(checks, () => new Date(now))
  await health.checkAll()
  t.equal(health.readiness.status, 'degraded')
  t.match(health.readiness.dependencies['slow'], { state: 'down', reason: /no answer within/ })
  isPostgresUp = false
  now = 5000
  await health.checkAll()
  t.equal(health.readiness.status, 'unavailable')
  t.match(health.readiness.dependencies, {
    postgres: { state: 'down', since: new Date(5000).toISOString() },
    slow: { since: new Date(0).toISOString() },
  })
  isPostgresUp = true
})

t.test('metrics count requests by route, never by address', async (t) => {
  const all = await service
  const { session } = await requested(all)
  const { body, headers } = await all.browser().get('/metrics')
  t.match(headers['content-type'], /text\/plain/)
  t.match(
    body,
    /lotse_http_request_seconds_count\{method="POST",route="\/api\/v1\/video-sessions",status="201"\} \d/,
  )
  t.match(body, /lotse_commands_total\{command="create",outcome="done"\} \d/)
  t.notMatch(body, session.id)
})

t.test('pages learn at their start what there is', async (t) => {
  const { browser } = await service
  t.match((await browser().get('/config.json')).json, { callsAvailable: true, isDemo: false })
})

t.test('every page path is answered with its page, assets by their names', async (t) => {
  const { browser } = await service
  const html = { headers: { accept: 'text/html,*/*', 'lotse-actor': '' } }
  const read = async (path: string) => (await browser().get(path, html)).body
  for (const path of ['/', '/sessions', '/sessions/7', '/sign-in'])
    t.match(await read(path), 'the console')
  for (const path of ['/c/PRESS-7', '/j', '/v/1']) t.match(await read(path), 'the code page')
  const asset = await browser().get('/assets/app-1a2b.js')
  t.match([asset.body, asset.headers['cache-control']], ['start()', /immutable/])
  const script = { headers: { accept: '*/*', 'lotse-actor': '' } }
  t.match(problem(await browser().get('/assets/none.js', script)), [404, { code: 'not_found' }])
  for (const path of ['/api/nothing', '/demo', '/ca.crt']) {
    t.match(problem(await browser().get(path, html)), [404, { code: 'not_found' }], path)
  }
})

t.test('every answer carries what protects the page, and no script is inline', async (t) => {
  const { browser } = await service
  const answers = [
    await browser().get('/', { headers: { accept: 'text/html' } }),
    await browser().get('/api/docs'),
    await browser().get('/api/v1/me'),
    await browser().get('/nowhere.txt'),
  ]
  for (const { headers } of answers) {
    t.match(headers, {
      'content-security-policy': /default-src 'none'; script-src 'self';/,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'strict-transport-security': /max-age=/,
    })
    t.notMatch(headers['content-security-policy'], 'unsafe')
  }
  t.notMatch(answers[1]?.body, '<script')
})

t.test('a bug is logged with its request’s id and answered without detail', async (t) => {
  const all = await service
  const { town } = all
  const tables = 'alter table devices rename to hidden'
  await town.database.connection.unsafe(tables)
  const anna = await all.browser().signIn('Anna')
  const broken = await anna.get('/api/v1/devices')
  await town.database.connection.unsafe('alter table hidden rename to devices')
  t.equal(broken.statusCode, 500)
  const { requestId } = broken.json as { requestId: string } // a 500 is a problem with its id
  t.notMatch(broken.body, 'devices')
  t.ok(all.logged.some((line) => line.includes(requestId) && line.includes('does not exist')))
  t.equal((await anna.get('/api/v1/devices')).statusCode, 200)
})

t.test('T1: no code, key, cookie or secret is ever written to the log', async (t) => {
  const all = await service
  const { phone } = await requested(all)
  await phone.get(`/c/${CODES.press}?button=1`, { headers: { accept: 'text/html' } })
  await phone.get('/v/secret-session', { headers: { accept: 'text/html' } })
  await all.browser().get('/api/v1/video-sessions?q=Tom', {
    headers: { authorization: `Bearer ${API_KEY}`, 'lotse-actor': '' },
  })
  const log = all.logged.join('\n')
  t.match(log, '"url":"/c/…"')
  t.match(log, '"url":"/api/v1/video-sessions?…"')
  const secrets = [CODES.press, API_KEY, 'secret-session', 'Tom', ...phone.cookies.values()]
  for (const secret of secrets) t.notMatch(log, secret)
})

t.test('T15: whoever asks too often is told when to come back', async (t) => {
  const { browser } = await makeService(t, {
    hasWorker: false,
    settings: { rates: { address: { burst: 3, perMinute: 60 } } },
  })
  const answers = [1, 2, 3, 4].map(() => browser().get('/api/v1/me'))
  const last = (await Promise.all(answers)).at(-1)
  t.match([last?.statusCode, last?.json], [429, { code: 'too_many' }])
  t.equal(last?.headers['retry-after'], '1')
})
