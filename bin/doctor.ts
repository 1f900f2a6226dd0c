import { loadGivenConfig, loadConfig, embeddedEnvironment } from './config.ts'
import { examine, type Finding } from './doctor/examine.ts'
import { machineParts } from './doctor/machine.ts'
import { runningParts } from './doctor/running.ts'
import { serverParts } from './doctor/servers.ts'
import { runProgram } from './program.ts'

/*
 * npm run doctor: one line per part, each with what mends it. Looks, and changes nothing.
 */

const SIGNS = { good: '✔', missing: '!', broken: '✘' } as const

await runProgram(async () => {
  const env = embeddedEnvironment()
  const { home } = loadConfig(['home'], env)
  const given = loadGivenConfig(
    [
      ...(['databaseUrl', 'temporalAddress', 'janusUrl', 'smtpUrl', 'mediaAddress'] as const),
      'oidcIssuer',
    ],
    env,
  )
  const parts = [...machineParts(home), ...serverParts(given), ...runningParts(home)]
  const findings = await Promise.all(parts.map(examine))
  for (const finding of findings) print(finding)
  if (findings.some(({ state }) => state === 'broken')) process.exitCode = 1
})

function print({ name, state, text, fix }: Finding): void {
  console.log(`${SIGNS[state]} ${name}: ${text}${fix ? `. To mend it: ${fix}` : ''}`)
}
