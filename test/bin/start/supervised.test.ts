import t from 'tap'
import { Supervised, type Running } from '../../../bin/start/supervised.ts'

interface Fake extends Running {
  die(reason: string): void
}

function fake(pid: number): Fake {
  let die: (reason: string) => void = () => undefined
  const exited = new Promise<string>((resolve) => {
    die = resolve
  })
  return { pid, exited, die, stop: async () => die('asked') }
}

/** A supervised program with the given outcomes of its starts, and everything it did. */
function stage(outcomes: (Fake | Error)[]) {
  const said: string[] = []
  const previous: (number | undefined)[] = []
  const states: (number | undefined)[] = []
  const changed: (() => void)[] = []
  const supervised = new Supervised<Fake>({
    name: 'Engine',
    start: async (before) => {
      previous.push(before?.pid)
      const outcome = outcomes.shift()
      if (outcome instanceof Error || !outcome) throw outcome ?? new Error('no more')
      return outcome
    },
    onChange: () => {
      states.push(supervised.running?.pid)
      for (const each of changed.splice(0)) each()
    },
    say: (line) => said.push(line),
  })
  const nextChange = () => new Promise<void>((resolve) => changed.push(resolve))
  return { supervised, said, previous, states, nextChange }
}

t.test('what dies is started again', async (t) => {
  const [first, second] = [fake(1), fake(2)]
  const { supervised, said, previous, states, nextChange } = stage([first, second])
  await supervised.start()
  const gone = nextChange()
  first.die('SIGKILL')
  await gone
  t.equal(supervised.running, undefined)
  await nextChange()
  t.equal(supervised.running?.pid, 2)
  t.same(previous, [undefined, 1], 'the new one learns whose place it takes')
  t.same(states, [1, undefined, 2])
  t.match(said, [/Engine ended \(SIGKILL\)/, /Engine is back \(process 2\)/])
})

t.test('a failed restart is tried again', async (t) => {
  const first = fake(1)
  const { supervised, said, nextChange } = stage([first, new Error('port taken'), fake(3)])
  await supervised.start()
  const gone = nextChange()
  first.die('exit code 1')
  await gone
  await nextChange()
  t.equal(supervised.running?.pid, 3)
  t.match(said, [/ended/, /does not start: Error: port taken/, /is back/])
})

t.test('what was told to stop stays away', async (t) => {
  const { supervised, said, states } = stage([fake(1), fake(2)])
  await supervised.start()
  await supervised.stop()
  await supervised.stop()
  t.same(said, [])
  t.same(states, [1])
})

t.test("a first start that fails is the caller's", async (t) => {
  const { supervised, said } = stage([new Error('no program')])
  await t.rejects(supervised.start(), /no program/)
  t.same(said, [])
})
