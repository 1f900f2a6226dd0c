import 'reflect-metadata'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { randomBytes, webcrypto } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import path from 'node:path'

/* A certificate authority of this installation alone: phones trust it once and then https works. */

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY_MS = 86_400_000
const AUTHORITY_DAYS = 3_650
/** What iOS accepts at most. */
const SERVER_DAYS = 390

export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
  readonly authority: string
}

interface Authority {
  readonly certificate: X509Certificate
  readonly key: webcrypto.CryptoKey
}

/** Files with a fresh certificate for the hosts, signed by the authority kept in the folder. */
export async function makeCertificate(
  folder: string,
  hosts: readonly string[],
): Promise<CertificateFiles> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const files = {
    certificate: path.join(folder, 'server.crt'),
    key: path.join(folder, 'server.key'),
    authority: path.join(folder, 'ca.crt'),
  }
  const authority = await ensureAuthority(files.authority, path.join(folder, 'ca.key'))
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await sign(authority, keys.publicKey, hosts)
  writeFileSync(files.certificate, certificate.toString('pem'))
  await writeKey(files.key, keys.privateKey)
  return files
}

async function ensureAuthority(certificateFile: string, keyFile: string): Promise<Authority> {
  if (existsSync(certificateFile) && existsSync(keyFile)) {
    const certificate = new X509Certificate(readFileSync(certificateFile, 'utf8'))
    return { certificate, key: await readKey(keyFile) }
  }
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...validFor(AUTHORITY_DAYS),
    name: 'CN=Lotse on this machine',
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  await writeKey(keyFile, keys.privateKey)
  writeFileSync(certificateFile, certificate.toString('pem'))
  return { certificate, key: keys.privateKey }
}

async function sign(
  authority: Authority,
  publicKey: webcrypto.CryptoKey,
  hosts: readonly string[],
): Promise<X509Certificate> {
  const names = hosts.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const)
  return X509CertificateGenerator.create({
    ...validFor(SERVER_DAYS),
    subject: `CN=${hosts[0] ?? 'localhost'}`,
    issuer: authority.certificate.subject,
    signingAlgorithm: ALGORITHM,
    signingKey: authority.key,
    publicKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.certificate),
    ],
  })
}

// From yesterday on: the clock of a phone may be behind.
function validFor(days: number) {
  const now = Date.now()
  return {
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + days * DAY_MS),
  }
}

async function writeKey(file: string, key: webcrypto.CryptoKey): Promise<void> {
  const bytes = await webcrypto.subtle.exportKey('pkcs8', key)
  writeFileSync(file, PemConverter.encode(bytes, 'PRIVATE KEY'), { mode: 0o600 })
}

async function readKey(file: string): Promise<webcrypto.CryptoKey> {
  const [bytes] = PemConverter.decode(readFileSync(file, 'utf8'))
  if (!bytes) throw new Error(`${file} holds no key`)
  return webcrypto.subtle.importKey('pkcs8', bytes, ALGORITHM, true, ['sign'])
}
