// What a page has to do in a call, in its smallest form. Served by call-server.ts.

const video = document.querySelector('video')
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

class CallPage {
  messages = []
  sending = null
  receiving = null
  tracks = []
  isWanted = true
  refusals = 0

  constructor({ side, person, call }) {
    this.address = `ws://${location.host}/api/v1/video-sessions/x/call?side=${side}&person=${person}&call=${call}`
  }

  /** Opens the socket, and opens it again whoever closes it. */
  async connect() {
    while (this.isWanted && !(await this.open())) {
      this.refusals += 1
      await wait(200)
    }
    if (!this.isWanted || !this.hasJoined) return
    this.send({ type: 'join', hasMedia: this.sending?.connectionState === 'connected' })
  }

  async open() {
    const socket = new WebSocket(this.address)
    this.socket = socket
    socket.onmessage = ({ data }) => this.receive(JSON.parse(data))
    const isOpen = await new Promise((resolve) => {
      socket.onopen = () => resolve(true)
      socket.onerror = () => resolve(false)
    })
    socket.onclose = ({ code }) => {
      if (!isOpen) return
      this.messages.push({ type: 'closed', code })
      void this.connect()
    }
    return isOpen
  }

  leave() {
    this.isWanted = false
    this.socket.close()
    this.sending?.close()
    this.receiving?.close()
  }

  send(message) {
    this.socket.send(JSON.stringify(message))
  }

  async receive(message) {
    this.messages.push(message)
    if (message.type === 'joined') this.hasJoined = true
    if (message.type === 'granted' || (message.type === 'joined' && !message.isKept)) {
      await this.offer()
    }
    if (message.type === 'answer') await this.sending.setRemoteDescription({ ...message })
    if (message.type === 'offer') await this.answer(message)
  }

  /** A new sending connection; the senders are empty until there is something to send. */
  async offer() {
    this.sending?.close()
    this.sending = new RTCPeerConnection({ bundlePolicy: 'max-bundle' })
    this.relayCandidates(this.sending, 'send')
    for (const kind of ['audio', 'video']) {
      const { sender } = this.sending.addTransceiver(kind, { direction: 'sendonly' })
      await sender.replaceTrack(this.tracks.find((track) => track.kind === kind) ?? null)
    }
    await this.sending.setLocalDescription()
    this.send({ type: 'offer', sdp: this.sending.localDescription.sdp })
  }

  async answer({ sdp, isNew }) {
    if (isNew || !this.receiving) {
      this.receiving?.close()
      this.receiving = new RTCPeerConnection({ bundlePolicy: 'max-bundle' })
      this.relayCandidates(this.receiving, 'receive')
      const stream = new MediaStream()
      this.receiving.ontrack = ({ track }) => {
        stream.addTrack(track)
        video.srcObject = stream
      }
    }
    await this.receiving.setRemoteDescription({ type: 'offer', sdp })
    await this.receiving.setLocalDescription()
    this.send({ type: 'answer', sdp: this.receiving.localDescription.sdp })
  }

  relayCandidates(connection, leg) {
    connection.onicecandidate = ({ candidate }) => {
      if (this.socket.readyState !== WebSocket.OPEN) return
      this.send({
        type: 'candidate',
        leg,
        candidate: candidate?.candidate ? candidate.toJSON() : null,
      })
    }
  }

  async takeMedia() {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: true,
      audio: { echoCancellation: false },
    })
    this.tracks = stream.getTracks()
  }

  /** Puts the media into connections that are up already. */
  async sendMedia() {
    for (const { sender, receiver } of this.sending.getTransceivers()) {
      await sender.replaceTrack(
        this.tracks.find(({ kind }) => kind === receiver.track.kind) ?? null,
      )
    }
  }

  async framesReceived() {
    const stats = [...((await this.receiving?.getStats()) ?? new Map()).values()]
    return (
      stats.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')?.framesDecoded ?? 0
    )
  }
}

window.CallPage = CallPage
