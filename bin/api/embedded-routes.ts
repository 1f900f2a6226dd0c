import type { FastifyInstance } from 'fastify'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Config } from '../config.ts'
import { openMailFolder } from '../embedded/mail.ts'
import { demoPage } from '../start/demo-page.ts'
import { devMailPage } from '../start/dev-mail-page.ts'
import type { DemoOrganisation } from '../start/demo-organisation.ts'

export const EMBEDDED_SETTINGS = ['home', 'mailFolder', 'tlsAuthority'] as const

type Plugin = (app: FastifyInstance) => Promise<void>

/** Routes that only `npm start` has: the demo, the caught mails, the certificate of its authority. */
export function embeddedRoutes({
  home,
  mailFolder,
  tlsAuthority,
}: Pick<Config, (typeof EMBEDDED_SETTINGS)[number]>): Plugin[] {
  const demo = readDemo(path.join(home, 'demo.json'))
  return [
    ...(mailFolder ? [devMailPage({ catcher: openMailFolder(mailFolder) })] : []),
    ...(demo ? [demoPage(demo)] : []),
    ...(tlsAuthority ? [authorityRoute(tlsAuthority)] : []),
  ]
}

function readDemo(file: string): DemoOrganisation | undefined {
  // Only `npm start` writes the file.
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoOrganisation) : undefined
}

function authorityRoute(certificate: string): Plugin {
  return async (app) => {
    app.get('/ca.crt', async (_request, reply) => {
      return reply.type('application/x-x509-ca-cert').send(certificate)
    })
  }
}
