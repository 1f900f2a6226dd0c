import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, networkInterfaces } from 'node:os'
import { join, resolve } from 'node:path'

export interface JanusConfigurationOptions {
  /** Port of Janus' own websocket; only our api and worker speak to it. */
  websocketPort: number
  /** Where that websocket listens. Anything but the default needs a private network. */
  websocketAddress?: string
  /** The one address Janus offers to browsers for media; see `ownAddress`. */
  address: string
  /** The address browsers see when the host sits behind one-to-one NAT. */
  publicAddress?: string
  recordingsFolder: string
  apiSecret: string
  adminKey: string
  /** How long a call survives without its media holder. */
  reclaimSeconds: number
  rtpPortRange: { from: number; to: number }
}

/**
 * The host's own address for media: the first public or private IPv4 address, else an IPv6 one.
 * Janus never gathers on a loopback interface, and when told to use one it silently offers every
 * other interface, so a host without any other address cannot carry calls.
 */
export function ownAddress(interfaces = networkInterfaces()): string {
  const addresses = Object.values(interfaces)
    .flatMap((entries) => entries ?? [])
    .filter((entry) => !entry.internal && !isLinkLocal(entry.address))
  const own = addresses.find((entry) => entry.family === 'IPv4') ?? addresses[0]
  if (own) return own.address
  throw new Error(
    'This host has no address besides loopback, which Janus cannot use for media. ' +
      'Bring up a network interface (for example: ip link add lotse0 type dummy; ' +
      'ip addr add 192.168.77.1/32 dev lotse0; ip link set lotse0 up).',
  )
}

/** Writes the three configuration files that `janus --configs-folder <folder>` reads. */
export function writeJanusConfiguration(folder: string, options: JanusConfigurationOptions): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  mkdirSync(options.recordingsFolder, { recursive: true })
  const files = {
    'janus.jcfg': core(options),
    'janus.transport.websockets.jcfg': websockets(options),
    'janus.plugin.videoroom.jcfg': videoroom(options),
  }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
  }
}

const UNUSED_PLUGINS = [
  'audiobridge',
  'duktape',
  'echotest',
  'lua',
  'nosip',
  'recordplay',
  'sip',
  'streaming',
  'textroom',
  'videocall',
  'voicemail',
]
const UNUSED_TRANSPORTS = ['http', 'mqtt', 'nanomsg', 'pfunix', 'rabbitmq']
const SYSTEM_FOLDERS = ['/bin', '/boot', '/dev', '/etc', '/lib', '/proc', '/sbin', '/sys', '/usr']

function core(options: JanusConfigurationOptions): string {
  const { address, publicAddress, rtpPortRange } = options
  const recordings = resolve(options.recordingsFolder)
  return [
    section('general', {
      api_secret: options.apiSecret,
      // Nobody uses the admin interface: every transport keeps it off, and nobody knows this.
      admin_secret: randomBytes(24).toString('hex'),
      debug_level: 3,
      debug_timestamps: true,
      debug_colors: false,
      hide_dependencies: true,
      // A session whose holder is away dies by whichever of the two is over first.
      session_timeout: options.reclaimSeconds,
      reclaim_session_timeout: options.reclaimSeconds,
      recordings_tmp_ext: 'tmp',
      event_loops: availableParallelism(),
      protected_folders: SYSTEM_FOLDERS.filter((each) => !recordings.startsWith(`${each}/`)),
    }),
    section('media', {
      rtp_port_range: `${rtpPortRange.from}-${rtpPortRange.to}`,
      ipv6: address.includes(':'),
      no_media_timer: 1,
      slowlink_threshold: 4,
    }),
    section('nat', {
      nice_debug: false,
      // Half trickle: our candidates are few and local, so the SDP carries them at once.
      full_trickle: false,
      // Without it a browser that died is never noticed.
      ice_keepalive_conncheck: true,
      ignore_mdns: true,
      ice_enforce_list: address,
      ...(publicAddress ? { nat_1_1_mapping: publicAddress, keep_private_host: true } : {}),
    }),
    section('plugins', { disable: libraries(UNUSED_PLUGINS) }),
    section('transports', { disable: libraries(UNUSED_TRANSPORTS) }),
    section('loggers', { disable: libraries(['jsonlog']) }),
    section('events', { broadcast: false }),
  ].join('\n')
}

function websockets(options: JanusConfigurationOptions): string {
  return [
    section('general', {
      json: 'compact',
      pingpong_trigger: 30,
      pingpong_timeout: 10,
      ws: true,
      ws_port: options.websocketPort,
      ws_ip: options.websocketAddress ?? '127.0.0.1',
      wss: false,
    }),
    section('admin', { admin_ws: false, admin_wss: false }),
  ].join('\n')
}

function videoroom(options: JanusConfigurationOptions): string {
  return section('general', {
    string_ids: true,
    admin_key: options.adminKey,
    lock_rtp_forward: true,
  })
}

function section(name: string, settings: Record<string, Setting>): string {
  const lines = Object.entries(settings).map(([key, value]) => `  ${key} = ${written(value)}`)
  return [`${name}: {`, ...lines, '}', ''].join('\n')
}

type Setting = string | number | boolean | string[]

function written(value: Setting): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`
  if (typeof value !== 'string') return String(value)
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function libraries(names: string[]): string {
  return names.map((name) => `libjanus_${name}.so`).join(',')
}

function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.') || address.toLowerCase().startsWith('fe80:')
}
