import { writeFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { ConfigProblem, loadConfig } from '../../bin/config.ts'
import { readDocument } from '../../bin/settings-table.ts'
import { Settings, variableOf, type SettingName } from '../../bin/settings.ts'

const KEY = '0123456789abcdef0123456789abcdef'

function problemsWith(reads: readonly SettingName[], env: Record<string, string>) {
  try {
    loadConfig(reads, env)
    return []
  } catch (error) {
    if (error instanceof ConfigProblem) return error.problems
    throw error
  }
}

t.test('values are converted and defaults filled in', async (t) => {
  const env = { LOTSE_PORT: '9000', LOTSE_TRUSTED_PROXIES: '10.0.0.1, 10.0.0.2' }
  const config = loadConfig(['port', 'trustedProxies', 'host', 'slackToken', 'isEmbedded'], env)
  t.strictSame(config, {
    port: 9000,
    trustedProxies: ['10.0.0.1', '10.0.0.2'],
    host: '127.0.0.1',
    isEmbedded: false,
  })
})

t.test('all problems are told at once', async (t) => {
  const env = { LOTSE_PORT: 'eighty', LOTSE_TEMPORL_ADDRESS: 'here:7233', LOTSE_LOG_LEVEL: 'loud' }
  const problems = problemsWith(['port', 'databaseUrl', 'logLevel'], env)
  t.equal(problems.length, 4, problems.join('\n'))
  t.match(problems[0], /LOTSE_TEMPORL_ADDRESS .*did you mean LOTSE_TEMPORAL_ADDRESS/)
  t.match(problems[1], /LOTSE_PORT must be integer/)
  t.match(problems[2], /LOTSE_DATABASE_URL is missing/)
  t.match(problems[3], /LOTSE_LOG_LEVEL/)
})

t.test('a program needs only the settings it reads', async (t) => {
  t.same(problemsWith(['home'], {}), [])
  t.same(problemsWith(['home', 'linkKey'], {}), ['LOTSE_LINK_KEY is missing'])
})

t.test('a secret may come from a file', async (t) => {
  const file = path.join(t.testdir(), 'key')
  writeFileSync(file, `${KEY}\n`)
  t.same(loadConfig(['linkKey'], { LOTSE_LINK_KEY_FILE: file }), { linkKey: KEY })
  t.match(problemsWith(['linkKey'], { LOTSE_LINK_KEY_FILE: file, LOTSE_LINK_KEY: KEY }), [/both/])
  t.match(problemsWith(['linkKey'], { LOTSE_LINK_KEY_FILE: `${file}-gone` }), [
    /cannot be read/,
    /missing/,
  ])
})

t.test('well-known and short secrets are refused outside the embedded mode', async (t) => {
  const known = {
    LOTSE_DATABASE_URL: 'postgres://lotse:change-me@db/lotse',
    LOTSE_LINK_KEY: 'short',
  }
  t.match(problemsWith(['databaseUrl', 'linkKey'], known), [/well-known/, /shorter than 32/])
  t.same(problemsWith(['databaseUrl', 'linkKey'], { ...known, LOTSE_EMBEDDED: 'true' }), [])
  const own = { LOTSE_DATABASE_URL: 'postgres://lotse:h7Gq-own@db/lotse', LOTSE_LINK_KEY: KEY }
  t.same(problemsWith(['databaseUrl', 'linkKey'], own), [])
})

t.test('no two settings share a variable', async (t) => {
  const variables = Object.keys(Settings.properties).map(variableOf)
  t.equal(new Set(variables).size, variables.length)
  t.equal(variableOf('isEmbedded'), 'LOTSE_EMBEDDED')
})

t.test('the table in docs/operations.md is current', async (t) => {
  const { current, wanted } = readDocument()
  t.equal(current, wanted, 'run: node --import=tsx bin/settings-table.ts')
})
