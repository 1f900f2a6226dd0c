import { Connection } from '@temporalio/client'
import { createTransport } from 'nodemailer'
import postgres from 'postgres'
import t from 'tap'
import { WebSocket } from 'ws'
import { startPostgres } from '../../../bin/embedded/postgres.ts'
import { startTemporal } from '../../../bin/embedded/temporal.ts'
import { findTemporalCli } from '../../../setup/programs.mjs'
import {
  makeTestBrowser,
  makeTestDatabase,
  makeTestFolder,
  makeTestJanus,
  makeTestMail,
} from '../../support/servers.ts'

t.test('a database of a test has the schema and no rows', async (t) => {
  const sql = postgres(await makeTestDatabase(t))
  const [counted] = await sql`select count(*)::int as sessions from sessions`
  await sql.end()
  t.equal(counted?.sessions, 0)
})

t.test('committed rows survive a crash of Postgres', async (t) => {
  const folder = makeTestFolder(t)
  const first = await startPostgres({ folder })
  const before = postgres(first.url)
  await before`create table notes (text text)`
  await before`insert into notes values ('kept')`
  await before.end()
  await first.stop('immediate')

  const second = await startPostgres({ folder, port: first.port })
  t.teardown(() => second.stop())
  const after = postgres(second.url)
  const rows = await after`select text from notes`
  await after.end()
  t.same([...rows], [{ text: 'kept' }])
})

t.test('an older Temporal file gets its search attributes and retention', async (t) => {
  const executable = findTemporalCli() ?? 'temporal'
  const folder = makeTestFolder(t)
  await (await startTemporal({ folder, executable })).stop()
  const server = await startTemporal({ folder, executable })
  t.teardown(() => server.stop())
  const connection = await Connection.connect({ address: server.address })
  t.teardown(() => connection.close())
  const attributes = await connection.operatorService.listSearchAttributes({ namespace: 'default' })
  t.match(attributes.customAttributes, { LotseNumber: 2, LotseTickets: 7 })
  const namespace = await connection.workflowService.describeNamespace({ namespace: 'default' })
  t.equal(Number(namespace.config?.workflowExecutionRetentionTtl?.seconds), 90 * 86_400)
})

t.test('Janus answers only to the secret', async (t) => {
  const janus = await makeTestJanus(t)
  t.match(await askJanus(janus.url, { apisecret: janus.apiSecret }), { janus: 'success' })
  t.match(await askJanus(janus.url, { apisecret: 'wrong' }), { error: { code: 403 } })
})

t.test('the mail catcher keeps every mail with its recipients', async (t) => {
  const mail = await makeTestMail(t)
  const transport = createTransport(mail.url)
  await transport.sendMail({
    from: 'lotse@example.org',
    to: ['anna@example.org', 'ben@example.org'],
    subject: 'Anfrage für Halle 3',
    text: 'Bitte bestätigen',
  })
  const [caught] = mail.messages()
  t.match(caught, { subject: 'Anfrage für Halle 3', to: ['anna@example.org', 'ben@example.org'] })
  t.same(mail.message(caught?.id ?? ''), caught)
  t.equal(mail.message('unknown'), undefined)
})

t.test('Chromium has a fake camera and microphone', async (t) => {
  const browser = await makeTestBrowser(t)
  const page = await browser.newPage()
  await page.route('http://localhost/**', (route) => route.fulfill({ body: '<title>x</title>' }))
  await page.goto('http://localhost/')
  const kinds = await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
    return stream.getTracks().map((track) => track.kind)
  })
  t.same(kinds.sort(), ['audio', 'video'])
})

function askJanus(url: string, secret: { apisecret: string }): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'janus-protocol')
    socket.onerror = () => reject(new Error(`No connection to ${url}`))
    socket.onopen = () =>
      socket.send(JSON.stringify({ janus: 'create', transaction: 'a', ...secret }))
    socket.onmessage = (event) => {
      socket.close()
      resolve(JSON.parse(String(event.data)))
    }
  })
}
