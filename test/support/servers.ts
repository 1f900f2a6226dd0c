import { rm } from 'node:fs/promises'
import path from 'node:path'
import { chromium, firefox, type Browser } from 'playwright-core'
import type { Test } from 'tap'
import { startMail, type MailServer } from '../../bin/embedded/mail.ts'
import { findChromium, findFirefox } from '../../setup/programs.mjs'
import { cloneDatabase } from './database-template.ts'
import { makeTemporaryFolder, startSharedServer, type ServerName } from './shared-servers.ts'

/*
 * Real servers for a test. `npm test` starts one of each for all files; a single file run by hand
 * starts what it asks for itself and stops it at its end.
 */

/** A new database of its own with the current schema; the answer is its url. */
export async function makeTestDatabase(t: Test): Promise<string> {
  const { LOTSE_TEST_DATABASE_URL } = await useServer('postgres', ['LOTSE_TEST_DATABASE_URL'])
  const database = await cloneDatabase(LOTSE_TEST_DATABASE_URL, uniqueName(t))
  t.teardown(() => database.drop())
  return database.url
}

export interface TestTemporal {
  readonly address: string
  readonly uiUrl: string
  /** Of this test alone; also a good beginning for workflow ids. */
  readonly taskQueue: string
}

export async function makeTestTemporal(t: Test): Promise<TestTemporal> {
  const names = ['LOTSE_TEST_TEMPORAL_ADDRESS', 'LOTSE_TEST_TEMPORAL_UI_URL'] as const
  const environment = await useServer('temporal', names)
  return {
    address: environment.LOTSE_TEST_TEMPORAL_ADDRESS,
    uiUrl: environment.LOTSE_TEST_TEMPORAL_UI_URL,
    taskQueue: uniqueName(t),
  }
}

export interface TestJanus {
  readonly url: string
  readonly apiSecret: string
  readonly adminKey: string
  /** Shared by all tests: give each room a folder of its own in it. */
  readonly recordingsFolder: string
}

export async function makeTestJanus(_t: Test): Promise<TestJanus> {
  const environment = await useServer('janus', [
    'LOTSE_TEST_JANUS_URL',
    'LOTSE_TEST_JANUS_API_SECRET',
    'LOTSE_TEST_JANUS_ADMIN_KEY',
    'LOTSE_TEST_JANUS_RECORDINGS',
  ])
  return {
    url: environment.LOTSE_TEST_JANUS_URL,
    apiSecret: environment.LOTSE_TEST_JANUS_API_SECRET,
    adminKey: environment.LOTSE_TEST_JANUS_ADMIN_KEY,
    recordingsFolder: environment.LOTSE_TEST_JANUS_RECORDINGS,
  }
}

/** An SMTP server of its own that keeps what it gets. */
export async function makeTestMail(t: Test): Promise<MailServer> {
  const server = await startMail({ folder: makeTestFolder(t) })
  t.teardown(() => server.stop())
  return server
}

export interface BrowserOptions {
  /** A .y4m or .mjpeg file that plays as the camera, over and over. */
  readonly videoFile?: string
  /** A .wav file that plays as the microphone, over and over. */
  readonly audioFile?: string
  readonly args?: readonly string[]
}

/** Chromium with a fake camera and microphone that are granted without asking. */
export async function makeTestBrowser(t: Owner, options: BrowserOptions = {}): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath)
    throw new Error('Chromium is missing: run "node setup/ensure.mjs --for-tests"')
  const { videoFile, audioFile, args = [] } = options
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      // Pages under test must not be slowed down because another one is in front.
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
      ...(videoFile ? [`--use-file-for-fake-video-capture=${videoFile}`] : []),
      ...(audioFile ? [`--use-file-for-fake-audio-capture=${audioFile}`] : []),
      ...args,
    ],
  })
  t.teardown(() => browser.close())
  return browser
}

/**
 * Firefox as it is installed, by WebDriver BiDi, with a fake microphone. Newer versions of playwright
 * ask for what this Firefox does not have yet: the version in package.json stays until it has.
 */
export async function makeTestFirefox(t: Owner): Promise<Browser> {
  const executablePath = findFirefox()
  if (!executablePath)
    throw new Error('Firefox is missing: run "node setup/ensure.mjs --for-tests"')
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath,
    firefoxUserPrefs: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
      'media.peerconnection.ice.loopback': true,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
    },
  })
  t.teardown(() => browser.close())
  return browser
}

/** What ends together with a test, or with whatever else owns it. */
export type Owner = Pick<Test, 'teardown'>

/** An empty folder that goes when the test ends. */
export function makeTestFolder(t: Owner): string {
  const folder = makeTemporaryFolder('test')
  t.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

const started = new Map<ServerName, Promise<Readonly<Record<string, string>>>>()

async function useServer<Name extends string>(
  server: ServerName,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const given = names.every((name) => process.env[name] !== undefined)
  const environment = given ? process.env : await startOnce(server)
  // Either branch has every one of the names.
  return environment as Record<Name, string>
}

function startOnce(name: ServerName): Promise<Readonly<Record<string, string>>> {
  const existing = started.get(name)
  if (existing) return existing
  const starting = startSharedServer(name)
  // Loaded only here: whoever imports it becomes a test, with its time limit.
  void import('tap').then(({ default: root }) => {
    root.teardown(async () => (await starting).stop())
  })
  const environment = starting.then((server) => server.environment)
  started.set(name, environment)
  return environment
}

let names = 0
/** How tap calls a test file itself. */
const ROOT = 'TAP'

function uniqueName(t: Test): string {
  const title = t.name === ROOT ? path.basename(process.argv[1] ?? 'test', '.test.ts') : t.name
  const slug = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')
  return `${slug.slice(0, 40)}_${process.pid}_${++names}`
}
