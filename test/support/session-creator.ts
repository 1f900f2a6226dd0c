import type { RunFile } from '../../bin/start/run-file.ts'
import type { DeviceList } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import { signIn } from './sign-in.ts'

/** Creates sessions by HTTP with the demo's API key; the same key asks for the same session. */
export async function makeCreator(run: RunFile): Promise<(key: string) => Promise<Response>> {
  const [employee] = run.employees
  if (!employee) throw new Error('the demo organisation has no employee')
  const { headers } = await signIn(run, employee)
  const answer = await fetch(new URL(paths.devices, run.publicUrl), { headers })
  const { items } = (await answer.json()) as DeviceList // as the contract says
  const [device] = items
  if (!device) throw new Error('the demo organisation has no device')
  const body = JSON.stringify({ deviceId: device.id, reason: 'Cartons jam at the infeed' })
  const client = { authorization: `Bearer ${run.apiKey}`, 'content-type': 'application/json' }
  return (key) =>
    fetch(new URL(paths.sessions, run.publicUrl), {
      method: 'POST',
      headers: { ...client, 'idempotency-key': key },
      body,
    })
}
