import type { Config, Environment } from '../config.ts'
import { variableOf } from '../settings.ts'
import type { Home } from './home.ts'
import { PAGES_FOLDER } from './pages.ts'
import type { Place } from './place.ts'
import type { Servers } from './servers.ts'
import { WORKFLOW_BUNDLE } from './workflows.ts'

export const LOCAL_GATEWAY = 'local'

interface Surroundings {
  readonly home: Home
  readonly place: Place
  readonly servers: Servers
  readonly hasRecording: boolean
  readonly isDevelopment: boolean
}

type Settings = { readonly [Name in keyof Config]?: Config[Name] | undefined }

/** What api and worker are told; whatever the user set beyond it goes along. */
export function environmentFor(
  around: Surroundings,
  inherited: Environment,
): Record<string, string> {
  const settings = { ...placeSettings(around), ...serverSettings(around) }
  const given = Object.entries(settings).map(([name, value]) => {
    return [variableOf(name), value === undefined ? undefined : String(value)] as const
  })
  return Object.fromEntries(
    [...Object.entries(inherited), ...tlsFiles(around.place), ...given].flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}

function placeSettings({ home, place, isDevelopment }: Surroundings): Settings {
  return {
    home: home.folder,
    publicUrl: place.publicUrl,
    host: place.host,
    port: place.port,
    instance: 'local',
    isEmbedded: true,
    isDevelopment,
    pagesFolder: PAGES_FOLDER,
    workflowBundle: WORKFLOW_BUNDLE,
    linkKey: home.secrets.linkKey,
    mediaKey: home.secrets.mediaKey,
    pushKey: home.secrets.pushKey,
  }
}

function serverSettings({ home, servers, hasRecording }: Surroundings): Settings {
  return {
    databaseUrl: servers.databaseUrl,
    temporalAddress: servers.temporalAddress,
    temporalUiUrl: servers.temporalUiUrl,
    smtpUrl: servers.smtpUrl,
    mailFolder: servers.mailFolder,
    storeFolder: home.at('store'),
    gateway: LOCAL_GATEWAY,
    janusUrl: servers.janus?.url,
    janusApiSecret: home.secrets.janusApiSecret,
    janusAdminKey: home.secrets.janusAdminKey,
    recordingsFolder: servers.janus?.recordingsFolder ?? home.at('recordings'),
    hasRecording,
  }
}

function tlsFiles({ certificate }: Place): [string, string][] {
  if (!certificate) return []
  return [
    [`${variableOf('tlsCertificate')}_FILE`, certificate.certificate],
    [`${variableOf('tlsKey')}_FILE`, certificate.key],
    [`${variableOf('tlsAuthority')}_FILE`, certificate.authority],
  ]
}
