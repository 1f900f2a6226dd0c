import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Test } from 'tap'
import { findRequestTracker } from '../../setup/programs.mjs'
import { freePort } from './janus.ts'

/** The account that a new Request Tracker has. */
export const RT_LOGIN = 'root:password'
const PATIENCE_MS = 60_000

export type TestRequestTracker = Awaited<ReturnType<typeof startRequestTracker>>

/** A Request Tracker 5 of its own, with an empty database. */
export async function startRequestTracker(t: Test) {
  const server = findRequestTracker()
  if (!server) throw new Error('Request Tracker is missing: node setup/ensure.mjs --for-tests')
  const folder = mkdtempSync(path.join(tmpdir(), 'lotse-rt-'))
  const port = await freePort()
  const place = layOut(folder, port)
  const setUp = ['--action', 'init', '--dba-password', '']
  const ended = await once(
    spawn('rt-setup-database-5', setUp, { ...place, stdio: 'ignore' }),
    'exit',
  )
  if (ended[0] !== 0) throw new Error('Request Tracker could not make its database')
  let child: ChildProcess | undefined
  const start = async () => {
    const args = ['--server', 'Standalone', '--host', '127.0.0.1', '--port', String(port)]
    child = spawn(server, args, { ...place, stdio: 'ignore' })
    await untilItAnswers(port)
  }
  const stop = async () => {
    if (!child) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    child = undefined
    await gone
  }
  t.teardown(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  await start()
  return { url: `http://127.0.0.1:${port}`, port, start, stop, ...speakWith(port) }
}

/** It will not run as root, and reads no other configuration than this. */
function layOut(folder: string, port: number) {
  const data = path.join(folder, 'data')
  const snippets = path.join(folder, 'snippets')
  mkdirSync(data)
  mkdirSync(snippets)
  const file = path.join(folder, 'RT_SiteConfig.pm')
  writeFileSync(file, configuration(path.join(data, 'rt.sqlite'), port))
  const user = process.getuid?.() === 0 ? unprivileged() : undefined
  if (user) for (const each of [folder, data]) chownSync(each, user.uid, user.gid)
  const env = { ...process.env, RT_SITE_CONFIG: file, RT_SITE_CONFIG_DIR: snippets }
  return { cwd: folder, env, ...user }
}

function unprivileged(): { uid: number; gid: number } {
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, 'www-data'], { encoding: 'utf8' }).trim())
  return { uid: idOf('-u'), gid: idOf('-g') }
}

function configuration(database: string, port: number): string {
  const settings = {
    rtname: 'test',
    Organization: 'test',
    WebDomain: '127.0.0.1',
    WebPort: String(port),
    DatabaseType: 'SQLite',
    DatabaseName: database,
    MailCommand: 'testfile',
    LogToSyslog: '',
    LogToSTDERR: 'error',
  }
  const lines = Object.entries(settings).map(([name, value]) => `Set($${name}, '${value}');`)
  return `${lines.join('\n')}\n1;\n`
}

async function untilItAnswers(port: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const answer = await ask(port, '/rt').catch(() => undefined)
    if (answer) return
    if (Date.now() > deadline) throw new Error('Request Tracker does not answer')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function ask(port: number, at: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(`http://127.0.0.1:${port}/REST/2.0${at}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Basic ${Buffer.from(RT_LOGIN).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!response.ok) throw new Error(`Request Tracker answered ${response.status}`)
  return { ...Object(await response.json()) }
}

/** What a person would do in its pages. */
function speakWith(port: number) {
  return {
    async fileTicket(subject: string): Promise<string> {
      const { id } = await ask(port, '/ticket', { Queue: 'General', Subject: subject })
      return String(id)
    },
    /** Keys of the tickets whose subject holds this. */
    async ticketsCalled(subject: string): Promise<string[]> {
      const query = encodeURIComponent(`Subject LIKE '${subject}'`)
      const { items } = await ask(port, `/tickets?query=${query}`)
      return Array.isArray(items) ? items.map((each) => String(Object(each).id)) : []
    },
    /** Everything written into a ticket: what kind of entry, and its words. */
    async conversation(key: string): Promise<{ type: string; words: string }[]> {
      const fields = 'fields=Type&per_page=100'
      const { items } = await ask(port, `/ticket/${key}/history?${fields}`)
      const entries = Array.isArray(items) ? items.map((each) => ({ ...Object(each) })) : []
      const words = await ask(port, `/ticket/${key}/attachments?fields=Content,TransactionId`)
      const parts = Array.isArray(words.items)
        ? words.items.map((each) => ({ ...Object(each) }))
        : []
      return entries
        .filter(({ Type }) => Type === 'Comment' || Type === 'Correspond')
        .map(({ id, Type }) => ({
          type: String(Type),
          words: parts
            .filter(({ TransactionId }) => transactionOf(TransactionId) === String(id))
            .map(({ Content }) => String(Content))
            .join('\n'),
        }))
    },
  }
}

function transactionOf(field: unknown): string {
  return String(typeof field === 'object' ? Object(field).id : field)
}
