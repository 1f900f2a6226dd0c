import { randomBytes } from 'node:crypto'
import { toString as drawQrCode } from 'qrcode'
import Type from 'typebox'
import { pages, paths } from '../../contract/paths.ts'
import { Nothing } from '../../contract/requests.ts'
import { NewCode, PinInput } from '../../contract/set-up.ts'
import { CodeCreated } from '../../contract/set-up-views.ts'
import { disableCode, findCodeById, insertCode, setPinHash } from '../../db/codes.ts'
import type { App } from '../app-type.ts'
import { employeeOf } from '../caller.ts'
import { hashPassword } from '../passwords.ts'
import { notFound } from '../problems.ts'
import { NoQuery, type RouteContext } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { changes, changeSetUp, IdParams, SET_UP_TAGS } from '../set-up.ts'

const KIND = 'code'
const MINUTE_MS = 60_000
const references = { codes_organisation_id_device_id_fkey: '/deviceId' }

/** What hangs on machines, or leads to one for a while. A disabled code is never used again. */
export function codeRoutes(app: App, context: RouteContext): void {
  registerMaking(app, context)
  registerPicture(app, context)

  app.put(
    paths.codePin(':id'),
    { schema: changes('Set the PIN of a code, or take it away', PinInput) },
    async (request, reply) => {
      const { id } = request.params
      const { pin } = request.body
      const details = { hasPin: pin !== null }
      await changeSetUp(request, { action: 'pin_changed', kind: KIND, id, details }, async (db) =>
        setPinHash(db, id, pin === null ? null : await hashPassword(pin)),
      )
      return reply.code(204).send()
    },
  )

  app.delete(
    paths.code(':id'),
    { schema: changes('Disable a code for good; running sessions go on', Nothing) },
    async (request, reply) => {
      const { id } = request.params
      await changeSetUp(request, { action: 'code_disabled', kind: KIND, id }, (db) =>
        disableCode(db, id),
      )
      return reply.code(204).send()
    },
  )
}

function registerMaking(app: App, { settings }: RouteContext): void {
  app.post(
    paths.codes,
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'Make a code for a device: for its machine, or one that ends by itself',
        body: NewCode,
        response: answering({ 201: named(CodeCreated) }),
      },
    },
    async (request, reply) => {
      const { deviceId, pin, validMinutes } = request.body
      const expiresAt =
        validMinutes === undefined ? null : new Date(Date.now() + validMinutes * MINUTE_MS)
      const code = newCode()
      const details = { deviceId, hasPin: pin !== undefined, validMinutes: validMinutes ?? null }
      const change = { action: 'code_made', kind: KIND, details, references }
      const { id } = await changeSetUp(request, change, async (db) => {
        const pinHash = pin === undefined ? null : await hashPassword(pin)
        return insertCode(db, { deviceId, code, pinHash, expiresAt })
      })
      void reply.code(201)
      const url = `${settings.publicUrl}${pages.code(code)}`
      return { id, code, url, expiresAt: expiresAt?.getTime() ?? null }
    },
  )
}

const SVG = {
  description: 'The code as a QR picture',
  content: { 'image/svg+xml': { schema: Type.String() } },
}

function registerPicture(app: App, { settings }: RouteContext): void {
  app.get(
    paths.codeQr(':id'),
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'The QR code that leads to the page of a code, for printing',
        params: IdParams,
        querystring: NoQuery,
        response: { 200: SVG, default: answering({}).default },
      },
    },
    async (request, reply) => {
      const found = await findCodeById(employeeOf(request).db, request.params.id)
      if (!found) throw notFound()
      const url = `${settings.publicUrl}${pages.code(found.code)}`
      const svg = await drawQrCode(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 })
      return reply.type('image/svg+xml').send(svg)
    },
  )
}

// Without letters and digits that are mistaken for each other when read out.
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** 80 bits, in four groups to be read out: nobody guesses one. */
function newCode(): string {
  const letters = [...randomBytes(16)].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '')
  return [0, 4, 8, 12].map((from) => letters.slice(from, from + 4).join('')).join('-')
}
