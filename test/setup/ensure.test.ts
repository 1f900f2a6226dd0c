import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import t from 'tap'
import { findTemporalCli } from '../../setup/programs.mjs'

function ensure(env: Record<string, string> = {}) {
  const result = spawnSync(process.execPath, ['setup/ensure.mjs', '--for-tests'], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  return { status: result.status, lines: result.stdout.trimEnd().split('\n') }
}

t.test('a machine that has everything is only looked at', async (t) => {
  const began = performance.now()
  const { status, lines } = ensure()
  t.equal(status, 0, lines.join('\n'))
  t.equal(lines.length, 7)
  t.ok(
    lines.every((line) => line.startsWith('✔ ')),
    lines.join('\n'),
  )
  t.ok(performance.now() - began < 10_000)
})

t.test('a missing Temporal stops with a sentence and what to do', async (t) => {
  const { status, lines } = ensure({ LOTSE_TEMPORAL_CLI: '/nowhere/temporal' })
  t.equal(status, 1)
  t.match(lines.at(-1), /✘ Temporal CLI: .*\/nowhere\/temporal.* To mend it: unset/)
})

t.test('the named Temporal program goes before all others', async (t) => {
  t.equal(findTemporalCli({ LOTSE_TEMPORAL_CLI: process.execPath, PATH: '' }), process.execPath)
  t.equal(findTemporalCli({ PATH: '', XDG_CACHE_HOME: t.testdir() }), undefined)
})

t.test('a Temporal program that is too old is passed over', async (t) => {
  const folder = t.testdir({ old: {}, new: {} })
  const script = (version: string) =>
    `#!/bin/sh\necho "temporal version 1 (Server ${version}, UI 2)"\n`
  writeFileSync(`${folder}/old/temporal`, script('1.20.0'), { mode: 0o755 })
  writeFileSync(`${folder}/new/temporal`, script('1.29.1'), { mode: 0o755 })
  const cache = { XDG_CACHE_HOME: `${folder}/none` }
  t.equal(findTemporalCli({ ...cache, PATH: `${folder}/old` }), undefined)
  t.equal(findTemporalCli({ ...cache, PATH: `${folder}/new` }), `${folder}/new/temporal`)
})
