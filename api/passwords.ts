import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

/** 32 MB and about a fifth of a second for each guess. */
const COST = { N: 2 ** 15, r: 8, p: 3 }
const KEY_BYTES = 32

/** Memory-hard hash of a password or PIN, with its salt and cost: `scrypt$N$r$p$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await scryptOf(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, base64(salt), base64(key)].join('$')
}

/** Takes as long for nobody's password as for somebody's, so that time does not tell who exists. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [, n, r, p, salt, key] = (hash ?? NOBODY).split('$')
  const expected = Buffer.from(key ?? '', 'base64url')
  const cost = { N: Number(n), r: Number(r), p: Number(p) }
  const actual = await scryptOf(password, Buffer.from(salt ?? '', 'base64url'), cost)
  return hash !== null && timingSafeEqual(actual, expected)
}

const NOBODY = [
  'scrypt',
  COST.N,
  COST.r,
  COST.p,
  base64(Buffer.alloc(16)),
  base64(Buffer.alloc(KEY_BYTES)),
].join('$')

function scryptOf(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const maxmem = 256 * cost.N * cost.r
  return derive(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem })
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64url')
}
