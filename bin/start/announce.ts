import { toString } from 'qrcode'
import type { RunFile } from './run-file.ts'

/** What a person needs to begin, with the first code as a QR for a phone. */
export async function announce(run: RunFile, { isHttps }: { isHttps: boolean }): Promise<void> {
  const [administrator] = run.employees.filter(({ role }) => role === 'administrator')
  const [code] = run.codes
  // In a log file the colours of a terminal would be noise.
  const type = process.stdout.isTTY ? 'terminal' : 'utf8'
  if (code) console.log(await toString(code.url, { type, small: true }))
  const lines = [
    ['Console', run.console],
    ['  sign in as', administrator && `${administrator.email}  ${administrator.password}`],
    ['Code user', code && `${code.url}  (${code.device})`],
    ['Demo', `${run.demo}  (plays a ticket system and an assistant)`],
    ['Mails', run.mail],
    ['Temporal UI', run.temporalUi ?? undefined],
  ]
  for (const [name = '', value] of lines) if (value) console.log(`${name.padEnd(14)}${value}`)
  console.log(isHttps ? httpsHint(run.publicUrl) : '\nFor a phone: npm start -- --https')
  console.log('Ctrl-C stops everything; the next start goes on with the same sessions.')
}

function httpsHint(publicUrl: string): string {
  return `\nA phone trusts this address after installing ${publicUrl}/ca.crt once.`
}
