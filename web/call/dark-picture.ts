/**
 * The own picture while nobody has answered: black, whatever the camera sees. Sending it keeps the
 * encoder warm, so that the first real picture after Accept only has to be put in.
 */
export class DarkPicture {
  #source: MediaStreamTrack | null = null
  #dark: MediaStreamTrack | null = null

  of(source: MediaStreamTrack | null): MediaStreamTrack | null {
    if (source === this.#source) return this.#dark
    this.end()
    this.#source = source
    this.#dark = source && darkened(source)
    return this.#dark
  }

  /** The copy holds the camera as well: its light stays on until both are stopped. */
  end(): void {
    this.#dark?.stop()
    this.#dark = null
    this.#source = null
  }
}

function darkened(source: MediaStreamTrack): MediaStreamTrack {
  const copy = source.clone()
  copy.enabled = false
  // Another hint would make the encoder begin anew.
  copy.contentHint = source.contentHint
  return copy
}
