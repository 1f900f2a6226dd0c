import { spawnSync } from 'node:child_process'
import t from 'tap'
import { examine } from '../../bin/doctor/examine.ts'
import { makeTestDatabase } from '../support/servers.ts'

function doctor(env: Record<string, string>) {
  const args = ['--import=tsx', 'bin/doctor.ts']
  const result = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  const line = (name: string) => result.stdout.split('\n').find((each) => each.includes(`${name}:`))
  return { status: result.status, line }
}

t.test('the doctor says what is well and what mends the rest', async (t) => {
  const LOTSE_HOME = t.testdir()
  const well = doctor({ LOTSE_HOME, LOTSE_DATABASE_URL: await makeTestDatabase(t) })
  t.equal(well.status, 0)
  for (const name of ['Node.js', 'npm packages', 'Postgres program', 'Temporal program', 'janus']) {
    t.match(well.line(name), /^✔ /)
  }
  t.match(well.line('Postgres (LOTSE_DATABASE_URL)'), /^✔ .*schema current/)
  t.match(well.line('npm start'), /^! .*not running\. To mend it: npm start/)

  const ill = doctor({ LOTSE_HOME, LOTSE_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })
  t.equal(ill.status, 1)
  t.match(ill.line('Postgres (LOTSE_DATABASE_URL)'), /^✘ .*ECONNREFUSED.* To mend it: /)
})

t.test('a part that throws is broken, an optional one missing', async (t) => {
  const look = () => {
    throw new Error('gone\nwith a stack')
  }
  const part = { name: 'engine', look, fix: 'buy one' }
  t.same(await examine(part), { name: 'engine', state: 'broken', text: 'gone', fix: 'buy one' })
  t.match(await examine({ ...part, isOptional: true }), { state: 'missing' })
  const found = { name: 'engine', state: 'good', text: 'V8' }
  t.same(await examine({ ...part, look: () => 'V8' }), found)
})
