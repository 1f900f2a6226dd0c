import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import t from 'tap'
import { findFreePort } from '../../../bin/embedded/free-port.ts'
import { releasePidLock, tryPidLock } from '../../../bin/embedded/pid-lock.ts'

t.test('a taken port moves on to the next free one', async (t) => {
  const port = await findFreePort()
  t.equal(await findFreePort(port), port)
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  t.ok((await findFreePort(port)) > port)
})

t.test('another process does not get a port that was found', async (t) => {
  const port = await findFreePort()
  const source = `import { findFreePort } from './bin/embedded/free-port.ts'
    findFreePort(${port}).then((found) => console.log(found))`
  const args = ['--import=tsx', '--input-type=module', '-e', source]
  const other = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [answer] = await once(other.stdout, 'data')
  t.ok(Number(String(answer)) > port, String(answer))
})

t.test('a lock ends with its process', async (t) => {
  const file = path.join(t.testdir(), 'lock')
  const other = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'])
  writeFileSync(file, String(other.pid))
  t.equal(tryPidLock(file), false)
  releasePidLock(file)
  t.ok(existsSync(file), 'nobody gives back what another has')
  other.kill('SIGKILL')
  await once(other, 'exit')
  t.equal(tryPidLock(file), true)
  t.equal(tryPidLock(file), true, 'it is ours already')
  releasePidLock(file)
  t.notOk(existsSync(file))
})
