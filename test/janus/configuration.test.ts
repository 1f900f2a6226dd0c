import t from 'tap'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ownAddress, writeJanusConfiguration } from '../../janus/conf/configuration.ts'

const loopback = address('127.0.0.1', 'IPv4', true)
const lan = address('192.168.7.20', 'IPv4', false)

t.test('the own address is never a loopback one', async (t) => {
  t.equal(ownAddress({ lo: [loopback], eth0: [lan] }), '192.168.7.20')
  t.equal(
    ownAddress({ eth0: [address('fd00::2', 'IPv6', false), lan] }),
    '192.168.7.20',
    'IPv4 comes before IPv6',
  )
  t.throws(() => ownAddress({ lo: [loopback] }), /no address besides loopback/)
  t.throws(() => ownAddress({ lo: [loopback], eth0: [address('fe80::1', 'IPv6', false)] }))
})

t.test('the written configuration is locked down', async (t) => {
  const home = t.testdir({})
  const folder = join(home, 'conf')
  const recordingsFolder = join(home, 'recordings')
  writeJanusConfiguration(folder, {
    websocketPort: 8188,
    address: '192.168.7.20',
    recordingsFolder,
    apiSecret: 'quote " and \\ inside',
    adminKey: 'the admin key',
    reclaimSeconds: 15,
    rtpPortRange: { from: 30000, to: 30100 },
  })
  const core = readFileSync(join(folder, 'janus.jcfg'), 'utf8')
  t.match(core, 'api_secret = "quote \\" and \\\\ inside"')
  t.match(core, / session_timeout = 15\n/)
  t.match(core, / reclaim_session_timeout = 15\n/)
  t.match(core, 'ice_enforce_list = "192.168.7.20"')
  t.match(core, 'rtp_port_range = "30000-30100"')
  t.notMatch(core, 'libjanus_videoroom')
  t.notMatch(core, 'libjanus_websockets')
  const websockets = readFileSync(join(folder, 'janus.transport.websockets.jcfg'), 'utf8')
  t.match(websockets, 'ws_ip = "127.0.0.1"')
  t.match(websockets, 'admin_ws = false')
  const videoroom = readFileSync(join(folder, 'janus.plugin.videoroom.jcfg'), 'utf8')
  t.match(videoroom, 'string_ids = true')
  t.match(videoroom, 'admin_key = "the admin key"')
  t.match(videoroom, 'lock_rtp_forward = true')
  t.equal(statSync(join(folder, 'janus.jcfg')).mode & 0o777, 0o600, 'nobody else reads the secrets')
  t.ok(statSync(recordingsFolder).isDirectory())
})

function address(value: string, family: 'IPv4' | 'IPv6', internal: boolean) {
  const rest = { netmask: '', mac: '00:00:00:00:00:00', cidr: null }
  return family === 'IPv4'
    ? { address: value, family, internal, ...rest }
    : { address: value, family, internal, scopeid: 0, ...rest }
}
