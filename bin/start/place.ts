import { ownAddress } from '../../janus/conf/configuration.ts'
import { findFreePort } from '../embedded/free-port.ts'
import { makeCertificate, type CertificateFiles } from './certificate.ts'
import type { Home } from './home.ts'

/** Where people reach this start. */
export interface Place {
  readonly publicUrl: string
  readonly host: string
  readonly port: number
  readonly certificate: CertificateFiles | undefined
}

/**
 * On this machine plain http on localhost, which browsers trust with camera and microphone; for
 * phones https on the address in the local network.
 */
export async function choosePlace(
  home: Home,
  { isHttps, port, host }: { isHttps: boolean; port?: number; host?: string },
): Promise<Place> {
  const listening = host ?? (isHttps ? '0.0.0.0' : '127.0.0.1')
  const free = await findFreePort(port ?? home.ports.api, listening)
  home.ports.api = free
  home.savePorts(home.ports)
  if (!isHttps) {
    const publicUrl = `http://localhost:${free}`
    return { publicUrl, host: listening, port: free, certificate: undefined }
  }
  const address = ownAddress()
  const name = address.includes(':') ? `[${address}]` : address
  const certificate = await makeCertificate(home.at('tls'), [address, 'localhost', '127.0.0.1'])
  return { publicUrl: `https://${name}:${free}`, host: listening, port: free, certificate }
}
