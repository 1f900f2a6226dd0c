// janus-gateway-js wants `websocket` (two native add-ons, a package with a message); `ws` gives the
// same class. A gateway that hangs accepts connections without ever answering, and the library
// cannot abandon a socket that is not open yet: hence the limit on the handshake.
const { WebSocket } = require('ws')

class GatewaySocket extends WebSocket {
  constructor(address, protocols) {
    super(address, protocols, { handshakeTimeout: 2000 })
  }
}

module.exports = { w3cwebsocket: GatewaySocket }
