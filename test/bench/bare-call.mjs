// A call of two pages on a bare VideoRoom, each speaking to Janus by itself: what a page has to do
// at least from Accept to the first picture of the other side. Served by accept.ts.

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

class BareJanus {
  #waiting = new Map()
  onEvent = () => undefined

  async open({ url, apiSecret }) {
    this.secret = apiSecret
    this.socket = new WebSocket(url, 'janus-protocol')
    this.socket.onmessage = ({ data }) => this.#receive(JSON.parse(data))
    await new Promise((resolve) => (this.socket.onopen = resolve))
    this.session = (await this.request({ janus: 'create' })).data.id
  }

  async attach() {
    const plugin = 'janus.plugin.videoroom'
    return (await this.request({ janus: 'attach', plugin })).data.id
  }

  message(handle, body, jsep) {
    return this.request({ janus: 'message', handle_id: handle, body, ...(jsep ? { jsep } : {}) })
  }

  request(message) {
    const transaction = crypto.randomUUID()
    const session = this.session ? { session_id: this.session } : {}
    this.socket.send(
      JSON.stringify({ ...message, ...session, transaction, apisecret: this.secret }),
    )
    return new Promise((resolve) => this.#waiting.set(transaction, resolve))
  }

  #receive(message) {
    if (message.janus === 'ack') return
    if (message.janus === 'event' && message.plugindata?.data.publishers?.length > 0) {
      this.onEvent(message.plugindata.data.publishers)
    }
    this.#waiting.get(message.transaction)?.(message)
    this.#waiting.delete(message.transaction)
  }
}

class BareCall {
  #janus = new BareJanus()

  constructor({ janus, room, pin, id }) {
    this.place = { room, pin }
    this.id = id
    this.address = janus
  }

  /** Resolves with the first picture of the other side: at once for who comes second. */
  async join(wants) {
    const pictures = []
    const media = await navigator.mediaDevices.getUserMedia(wants)
    await this.#janus.open(this.address)
    const shown = new Promise((resolve) => {
      this.#janus.onEvent = (publishers) => {
        const other = publishers.find(({ id }) => id !== this.id)
        if (other && !pictures.includes(other.id)) {
          pictures.push(other.id)
          void this.#subscribe(other.id, resolve)
        }
      }
    })
    await this.#publish(media)
    return { shown }
  }

  async #publish(media) {
    const handle = await this.#janus.attach()
    const sending = (this.sending = new RTCPeerConnection())
    for (const track of media.getTracks()) sending.addTrack(track, media)
    await sending.setLocalDescription()
    await gathered(sending)
    const body = { request: 'joinandconfigure', ptype: 'publisher', id: this.id, ...this.place }
    const { jsep } = await this.#janus.message(handle, body, sending.localDescription)
    await sending.setRemoteDescription(jsep)
  }

  async #subscribe(feed, resolve) {
    const handle = await this.#janus.attach()
    const body = { request: 'join', ptype: 'subscriber', streams: [{ feed }], ...this.place }
    const { jsep } = await this.#janus.message(handle, body)
    const receiving = (this.receiving = new RTCPeerConnection())
    const video = document.querySelector('video')
    receiving.ontrack = ({ streams }) => (video.srcObject = streams[0])
    video.requestVideoFrameCallback(resolve)
    await receiving.setRemoteDescription(jsep)
    await receiving.setLocalDescription()
    await gathered(receiving)
    await this.#janus.message(handle, { request: 'start' }, receiving.localDescription)
  }

  leave() {
    this.sending?.close()
    this.receiving?.close()
    this.#janus.socket.close()
  }
}

/** The candidates of a machine are there within moments; without trickling they have to be. */
async function gathered(connection) {
  while (connection.iceGatheringState !== 'complete') await wait(1)
}

Object.assign(window, { BareCall })
