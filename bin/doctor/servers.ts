import { Connection } from '@temporalio/client'
import { createTransport } from 'nodemailer'
import { closeConnection, openConnection } from '../../db/connection.ts'
import { assertSchemaMatches } from '../../db/migrate.ts'
import { discoverProvider } from '../../integrations/identity-provider.ts'
import type { Config } from '../config.ts'
import { isJanusListening } from '../embedded/janus.ts'
import type { Part } from './examine.ts'

type Addresses = Partial<
  Pick<Config, 'databaseUrl' | 'temporalAddress' | 'janusUrl' | 'smtpUrl' | 'oidcIssuer'>
>

/** The servers that the environment names; those of `npm start` are asked for by way of its api. */
export function serverParts({
  databaseUrl,
  temporalAddress,
  janusUrl,
  smtpUrl,
  oidcIssuer,
}: Addresses): Part[] {
  const parts: (Part | false)[] = [
    databaseUrl !== undefined && {
      name: 'Postgres (LOTSE_DATABASE_URL)',
      look: () => lookAtDatabase(databaseUrl),
      fix: 'check the address, then npm run migrate',
    },
    temporalAddress !== undefined && {
      name: 'Temporal (LOTSE_TEMPORAL_ADDRESS)',
      look: () => lookAtTemporal(temporalAddress),
      fix: 'check the address and that the server runs',
    },
    janusUrl !== undefined && {
      name: 'Janus (LOTSE_JANUS_URL)',
      isOptional: true,
      look: () => lookAtJanus(janusUrl),
      fix: 'check the address and that Janus listens there; without it there are no calls',
    },
    smtpUrl !== undefined && {
      name: 'mail server (LOTSE_SMTP_URL)',
      isOptional: true,
      look: () => lookAtMail(smtpUrl),
      fix: 'check address, user and password',
    },
    oidcIssuer !== undefined && {
      name: 'identity provider (LOTSE_OIDC_ISSUER)',
      isOptional: true,
      look: () => lookAtProvider(oidcIssuer),
      fix: 'check the address and that this machine reaches it; passwords work without it',
    },
  ]
  return parts.filter((part) => part !== false)
}

async function lookAtDatabase(url: string): Promise<string> {
  const connection = openConnection({ url, applicationName: 'lotse doctor', maxConnections: 1 })
  try {
    await assertSchemaMatches(connection)
    return 'answers, schema current'
  } finally {
    await closeConnection(connection)
  }
}

async function lookAtTemporal(address: string): Promise<string> {
  const connection = await Connection.connect({ address, connectTimeout: '3s' })
  try {
    const { serverVersion } = await connection.workflowService.getSystemInfo({})
    return `answers, version ${serverVersion ?? 'unknown'}`
  } finally {
    await connection.close()
  }
}

async function lookAtJanus(url: string): Promise<string> {
  if (!(await isJanusListening(url))) throw new Error(`nobody listens at ${url}`)
  return 'listens'
}

async function lookAtProvider(issuer: string): Promise<string> {
  // Only what it says of itself is asked for: whether it knows us, it tells browsers alone.
  await discoverProvider(issuer)
  return 'answers, and is who it is named'
}

async function lookAtMail(url: string): Promise<string> {
  const transport = createTransport(url)
  try {
    await transport.verify()
    return 'takes mail'
  } finally {
    transport.close()
  }
}
