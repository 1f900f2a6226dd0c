import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { get } from 'node:https'
import path from 'node:path'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { workflowId } from '../../workflows/messages.ts'
import { Stage, openStage } from './stage.ts'

/** What a script makes of run.json: a ticket system's request with its API key. */
async function ask(stage: Stage, pathname: string, body?: object) {
  const { publicUrl, apiKey } = stage.run
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  const request = body ? { method: 'POST', body: JSON.stringify(body) } : {}
  const response = await fetch(`${publicUrl}${pathname}`, { headers, ...request })
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> }
}

function createSession(stage: Stage, externalKey: string) {
  const { deviceId } = stage.codeOf('Flow wrapper FW 500')
  return ask(stage, paths.sessions, { deviceId, reason: 'Cross seal opens', externalKey })
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

t.test('one command starts everything and a second start goes on', async (t) => {
  const stage = await openStage(t)
  const { run } = stage
  const names = run.processes.map(({ name }) => name)
  t.same(names.sort(), ['api', 'janus', 'postgres', 'start', 'temporal', 'worker'])
  for (const url of [run.console, run.demo, run.mail, run.codes[0]?.url]) {
    const response = await fetch(url ?? '', { headers: { accept: 'text/html' } })
    t.equal(response.status, 200, url ?? 'a missing address')
  }
  const created = await createSession(stage, 'one')
  t.equal(created.status, 201)
  const { id, number } = created.answer

  for (const name of ['api', 'worker'] as const) {
    const before = stage.pidOf(name)
    stage.kill(name)
    await stage.untilBack(name, before)
  }
  t.equal((await createSession(stage, 'two')).status, 201, 'after the death of api and worker')

  await stage.stop()
  t.notOk(existsSync(path.join(stage.folder, 'run.json')))
  t.same(
    run.processes.filter(({ pid }) => isRunning(pid)),
    [],
  )

  await stage.start()
  const found = await ask(stage, paths.session(String(id)))
  t.match(found, { status: 200, answer: { id, number } })
  const again = await createSession(stage, 'one')
  t.equal(again.answer.id, id, 'the same trigger is the same session')
  const workflow = `/api/v1/namespaces/default/workflows/${workflowId(String(id))}`
  t.equal((await fetch(`${stage.run.temporalUi}${workflow}`)).status, 200)
})

t.test('two homes run side by side, with https', async (t) => {
  const [one, other] = await Promise.all([openStage(t), openSecureStage(t)])
  t.not(new URL(one.run.publicUrl).port, new URL(other.run.publicUrl).port)
  t.not(one.run.temporalAddress, other.run.temporalAddress)
  t.match(other.run.publicUrl, /^https:\/\//)
  t.match(await download(`${other.run.publicUrl}/ca.crt`), /BEGIN CERTIFICATE/)
})

t.test('the demo refuses a production system', async (t) => {
  const home = t.testdir()
  const env = { ...process.env, NODE_ENV: 'production', LOTSE_HOME: home }
  const args = ['--import=tsx', 'bin/start.ts']
  const result = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  t.equal(result.status, 1)
  t.match(result.stderr, /refuses NODE_ENV=production/)
  t.notOk(existsSync(path.join(home, 'secrets.json')))
})

async function openSecureStage(t: Parameters<typeof openStage>[0]): Promise<Stage> {
  const stage = new Stage(t, {}, ['--https'])
  t.teardown(() => stage.stop())
  await stage.start()
  return stage
}

function download(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { rejectUnauthorized: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () => resolve(Buffer.concat(chunks).toString()))
    })
    request.once('error', reject)
  })
}
