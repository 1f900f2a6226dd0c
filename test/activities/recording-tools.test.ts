import t from 'tap'
import { runTool } from '../../activities/recording/media-tools.ts'

t.test('tools are stopped, limited and reported', async (t) => {
  const folder = t.testdir()
  const never = new AbortController().signal
  const going = (limitMs: number, signal = never) => ({ folder, limitMs, signal })
  t.equal((await runTool('pwd', [], going(9000))).trim(), folder)
  t.equal((await runTool('nice', [], going(9000))).trim(), '10', 'low priority')
  t.notMatch(await runTool('env', [], going(9000)), 'LOTSE_TEST', 'nothing of our environment')
  await t.rejects(runTool('sleep', ['60'], going(50)), { code: 'stopped' })
  await t.rejects(runTool('no-such-tool', [], going(9000)), { code: 'missing' })
  await t.rejects(runTool('false', [], going(9000)), { code: 'failed' })
  const full = ['-c', 'echo x: No space left on device >&2; exit 1']
  await t.rejects(runTool('sh', full, going(9000)), { code: 'disk_full' })
  const stop = new AbortController()
  const stopped = runTool('sleep', ['60'], going(60_000, stop.signal))
  stop.abort(new Error('cancelled'))
  await t.rejects(stopped, { message: 'cancelled' })
})
