import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import type { RunFile } from '../../bin/start/run-file.ts'
import { NAMES, type Language } from './names.ts'
import {
  makeTestBrowser,
  makeTestFirefox,
  makeTestFolder,
  type BrowserOptions,
  type Owner,
} from '../support/servers.ts'

const START = fileURLToPath(new URL('../../bin/start.ts', import.meta.url))
const READY_LIMIT_MS = 120_000
const STOP_LIMIT_MS = 60_000
/** Generous: the machine is shared, and no figure is taken here. */
const PATIENCE_MS = 20_000

export type ProcessName = 'api' | 'worker' | 'postgres' | 'temporal' | 'janus'
export type EmployeeName =
  'Anna Keller' | 'Lena Böhm' | 'Erik Olsen' | 'Jan Petersen' | 'Sofia Marques'

/** Everything that `npm start` starts, in a folder of its own, with people in front of it. */
export class Stage {
  readonly folder: string
  readonly #t: Owner
  readonly #env: Record<string, string>
  readonly #flags: readonly string[]
  #start: ChildProcess | undefined

  constructor(t: Owner, env: Record<string, string>, flags: readonly string[] = []) {
    this.#t = t
    this.folder = makeTestFolder(t)
    this.#env = env
    this.#flags = flags
  }

  get run(): RunFile {
    const text = readFileSync(path.join(this.folder, 'run.json'), 'utf8')
    return JSON.parse(text) as RunFile // written by bin/start/run-file.ts
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['--import=tsx', START, ...this.#flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LOTSE_HOME: this.folder, ...this.#env },
    })
    this.#start = child
    const log = createWriteStream(path.join(this.folder, 'start.log'), { flags: 'a' })
    child.stdout.pipe(log, { end: false })
    child.stderr.pipe(log, { end: false })
    await this.until('everything is ready', () => this.#isReady(), READY_LIMIT_MS)
  }

  /** Ends it as Ctrl-C does. */
  async stop(): Promise<void> {
    const child = this.#start
    if (child?.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
    await once(child, 'exit')
    clearTimeout(timer)
  }

  pidOf(name: ProcessName): number {
    const found = this.run.processes.find((each) => each.name === name)
    if (!found) throw new Error(`no process ${name} in run.json`)
    return found.pid
  }

  /** kill -9, or another signal. */
  kill(name: ProcessName, signal: NodeJS.Signals = 'SIGKILL'): void {
    process.kill(this.pidOf(name), signal)
  }

  /** Kills a process, and for a while nobody starts it again. */
  async keepAway(name: ProcessName, forMs: number, signal?: NodeJS.Signals): Promise<void> {
    const before = this.pidOf(name)
    this.#start?.kill('SIGSTOP')
    try {
      this.kill(name, signal)
      await wait(forMs)
    } finally {
      this.#start?.kill('SIGCONT')
    }
    await this.untilBack(name, before)
  }

  /** Stops a process for a while, as a machine that hangs does. */
  async hold(name: ProcessName, work: () => Promise<void>): Promise<void> {
    this.kill(name, 'SIGSTOP')
    try {
      await work()
    } finally {
      this.kill(name, 'SIGCONT')
    }
  }

  /** Waits until a killed process has been started again. */
  async untilBack(name: ProcessName, before: number): Promise<void> {
    await this.until(
      `${name} is back`,
      () => this.#isReady() && this.pidOf(name) !== before,
      READY_LIMIT_MS,
    )
  }

  /** Polls; the error says what did not come true. */
  async until(
    what: string,
    isTrue: () => boolean | Promise<boolean>,
    limitMs = PATIENCE_MS,
  ): Promise<void> {
    const deadline = Date.now() + limitMs
    for (;;) {
      if (
        await Promise.resolve()
          .then(isTrue)
          .catch(() => false)
      )
        return
      if (Date.now() > deadline)
        throw new Error(`not within ${limitMs} ms: ${what}\n${this.#lastLines()}`)
      await wait(50)
    }
  }

  /** An employee's page, signed in, in a browser context of its own. */
  async employee(browser: Browser, name: EmployeeName, options: PageOptions = {}): Promise<Page> {
    const { email, password } = this.account(name)
    const page = await openPage(browser, options)
    await page.goto(`${this.run.console}`)
    const words = NAMES[options.language ?? 'en']
    await page.getByLabel(words.email, { exact: true }).fill(email)
    await page.getByLabel(words.password, { exact: true }).fill(password)
    await page.getByRole('button', { name: words.signIn, exact: true }).click()
    await page.getByRole('link', { name: words.sessions }).first().waitFor()
    return page
  }

  account(name: EmployeeName): RunFile['employees'][number] {
    const found = this.run.employees.find((each) => each.name === name)
    if (!found) throw new Error(`${name} is not in the demo organisation`)
    return found
  }

  /** A phone that has scanned a machine's code. */
  phone(
    browser: Browser,
    device = 'Cartoner KP-220, line 3',
    options: PageOptions = {},
  ): Promise<Page> {
    return this.visitor(browser, this.codeOf(device).url, options)
  }

  /** A phone that has opened a link. */
  async visitor(browser: Browser, url: string, options: PageOptions = {}): Promise<Page> {
    const page = await openPage(browser, { width: 390, ...options })
    await page.goto(url)
    return page
  }

  codeOf(device: string): RunFile['codes'][number] {
    const found = this.run.codes.find((each) => each.device === device)
    if (!found) throw new Error(`no code of ${device}`)
    return found
  }

  browser(options: BrowserOptions = {}): Promise<Browser> {
    return makeTestBrowser(this.#t, {
      ...options,
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--allow-loopback-in-peer-connection',
        '--disable-features=WebRtcHideLocalIpsWithMdns',
        ...(options.args ?? []),
      ],
    })
  }

  firefox(): Promise<Browser> {
    return makeTestFirefox(this.#t)
  }

  #isReady(): boolean {
    return this.run.ready
  }

  #lastLines(): string {
    const log = readFileSync(path.join(this.folder, 'start.log'), 'utf8')
    return log.split('\n').slice(-15).join('\n')
  }
}

export type PageOptions = { width?: number; language?: Language }

async function openPage(
  browser: Browser,
  { width = 1280, language = 'en' }: PageOptions,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: width < 640 ? 844 : 800 },
    locale: language === 'de' ? 'de-DE' : 'en-GB',
    permissions: ['camera', 'microphone'],
  })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  return page
}

/** Starts everything; it stops with the test. */
export async function openStage(t: Owner, env: Record<string, string> = {}): Promise<Stage> {
  const stage = new Stage(t, env)
  t.teardown(() => stage.stop())
  await stage.start()
  return stage
}
