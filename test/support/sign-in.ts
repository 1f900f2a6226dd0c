import { paths } from '../../contract/paths.ts'
import type { RunFile } from '../../bin/start/run-file.ts'

/** An employee's login as a program uses it: the cookie, and headers for changes. */
export async function signIn(run: RunFile, employee: RunFile['employees'][number]) {
  const page = { origin: run.publicUrl, 'lotse-actor': 'employee' }
  const { email, password } = employee
  const answer = await fetch(new URL(paths.login, run.publicUrl), {
    method: 'POST',
    headers: { ...page, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  return { cookie, headers: { ...page, cookie, 'content-type': 'application/json' } }
}
