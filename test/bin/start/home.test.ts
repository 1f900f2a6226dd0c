import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import t, { type Test } from 'tap'
import { openHome, recordProcesses } from '../../../bin/start/home.ts'

/** A process that does nothing but have a name. */
function idle(t: Test, name: string) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)', name], {
    stdio: 'ignore',
  })
  t.teardown(() => child.kill('SIGKILL'))
  return { pid: child.pid ?? 0, ended: once(child, 'exit') }
}

t.test('secrets and ports stay from start to start', async (t) => {
  const folder = t.testdir()
  const first = await openHome(folder)
  first.savePorts({ ...first.ports, api: 9999 })
  first.release()
  const second = await openHome(folder)
  t.same(second.secrets, first.secrets)
  t.equal(second.ports.api, 9999)
  t.match(second.secrets.linkKey, /^[0-9a-f]{64}$/)
  t.equal(new Set(Object.values(second.secrets)).size, Object.keys(second.secrets).length)
  t.equal(statSync(second.at('secrets.json')).mode & 0o077, 0, 'only the owner reads them')
})

t.test('two homes share no secret', async (t) => {
  const [one, other] = [await openHome(t.testdir({ a: {} })), await openHome(`${t.testdirName}/a`)]
  t.not(one.secrets.linkKey, other.secrets.linkKey)
})

t.test('a second start in the same folder is refused', async (t) => {
  const folder = t.testdir()
  const { pid } = idle(t, 'bin/start.ts')
  writeFileSync(path.join(folder, 'start.pid'), String(pid))
  await t.rejects(openHome(folder), /already runs in this folder/)
  t.notOk(existsSync(path.join(folder, 'secrets.json')))

  const stranger = idle(t, 'something else')
  writeFileSync(path.join(folder, 'start.pid'), String(stranger.pid))
  await t.resolves(openHome(folder), 'a number that now belongs to somebody else is no start')
})

t.test('what a killed start left running is ended, strangers are not', async (t) => {
  const folder = t.testdir()
  const home = await openHome(folder)
  const [left, stranger] = [idle(t, 'left behind'), idle(t, 'stranger')]
  recordProcesses(home, [
    { name: 'temporal', pid: left.pid },
    { name: 'janus', pid: stranger.pid },
  ])
  const recorded = readFileSync(home.at('processes.json'), 'utf8')
  writeFileSync(home.at('processes.json'), recorded.replace('stranger', 'janus'))
  home.release()
  await openHome(folder)
  t.match(await left.ended, [null, 'SIGTERM'])
  t.equal(process.kill(stranger.pid, 0), true)
})
