import { ownAddress, writeJanusConfiguration } from '../janus/conf/configuration.ts'
import { loadConfig } from './config.ts'
import { OperatorProblem, runProgram } from './program.ts'

/*
 * node --import=tsx bin/janus-configuration.ts <folder>: what `janus --configs-folder` reads.
 */

const SETTINGS = [
  ...(['janusUrl', 'janusApiSecret', 'janusAdminKey', 'recordingsFolder'] as const),
  ...(['reclaimSeconds', 'mediaAddress', 'mediaPublicAddress', 'mediaPorts'] as const),
]

await runProgram(async () => {
  const [folder] = process.argv.slice(2)
  if (!folder) throw new OperatorProblem('Usage: bin/janus-configuration.ts <folder>')
  const config = loadConfig(SETTINGS)
  const { janusUrl, janusApiSecret, janusAdminKey, mediaPublicAddress } = config
  if (!janusUrl || !janusApiSecret || !janusAdminKey) {
    throw new OperatorProblem('Set LOTSE_JANUS_URL, LOTSE_JANUS_API_SECRET, LOTSE_JANUS_ADMIN_KEY')
  }
  const [from = 0, to = 0] = config.mediaPorts.split('-').map(Number)
  const { hostname, port } = new URL(janusUrl)
  writeJanusConfiguration(folder, {
    websocketPort: Number(port || 8188),
    websocketAddress: hostname,
    address: config.mediaAddress ?? ownAddress(),
    ...(mediaPublicAddress ? { publicAddress: mediaPublicAddress } : {}),
    recordingsFolder: config.recordingsFolder,
    apiSecret: janusApiSecret,
    adminKey: janusAdminKey,
    reclaimSeconds: config.reclaimSeconds,
    rtpPortRange: { from, to },
  })
})
