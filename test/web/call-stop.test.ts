import { mock } from 'node:test'
import t, { type Test } from 'tap'
import { beginStop, stopWasHeard } from '../../web/call/stop-command.ts'
import { ApiProblem } from '../../web/foundation/api-client.ts'
import { settled } from './live.ts'

function problem(status: number, code: 'unavailable' | 'no_call'): ApiProblem {
  return new ApiProblem({ type: '', title: '', status, code })
}

/** A stop whose command is answered as the test says, and what became of it. */
function begin(t: Test, answer: () => Promise<unknown>) {
  mock.timers.enable({ apis: ['setInterval', 'Date'] })
  t.teardown(() => mock.timers.reset())
  const said: string[] = []
  const commanded: string[] = []
  let done = 0
  beginStop({
    what: 'call',
    say: ({ key }) => said.push(key) > 0,
    command: (key) => {
      commanded.push(key)
      return answer()
    },
    onDone: () => (done += 1),
  })
  return { said, commanded, done: () => done }
}

async function aSecond(): Promise<void> {
  mock.timers.tick(1_000)
  await settled()
}

t.test('a stop is said at once and given as a command with the same key', async (t) => {
  const stop = begin(t, () => Promise.resolve({}))
  t.equal(stop.said.length, 1)
  t.same(stop.commanded, stop.said)
  await settled()
  t.equal(stop.done(), 1)
  await aSecond()
  t.equal(stop.said.length, 1, 'and not again')
})

t.test('while the service is away it is repeated with its key', async (t) => {
  let isAway = true
  const stop = begin(t, () =>
    isAway ? Promise.reject(problem(0, 'unavailable')) : Promise.resolve(),
  )
  await settled()
  await aSecond()
  await aSecond()
  t.equal(stop.commanded.length, 3)
  t.equal(new Set([...stop.commanded, ...stop.said]).size, 1)
  t.equal(stop.done(), 0)
  isAway = false
  await aSecond()
  t.equal(stop.done(), 1)
})

t.test('a refusal says that there is nothing left to stop', async (t) => {
  const stop = begin(t, () => Promise.reject(problem(409, 'no_call')))
  await settled()
  t.equal(stop.done(), 1)
})

t.test('what the media holder has stored needs no answer of the command', async (t) => {
  const stop = begin(t, () => new Promise(() => undefined))
  stopWasHeard('some other key')
  t.equal(stop.done(), 0)
  stopWasHeard(stop.said[0] ?? '')
  t.equal(stop.done(), 1)
  await aSecond()
  t.equal(stop.said.length, 1)
})
