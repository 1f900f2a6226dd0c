/** What one connection sent of one kind while the recorder was on. */
export type RecordedFile = {
  path: string
  /** Who sent it: an employee's or a participant's id. */
  publisher: string
  kind: 'audio' | 'video'
  /** ms since the epoch by the gateway's clock. */
  createdAt: number
  /** The gateway died before it could complete the file. */
  isOrphan: boolean
  /** False when somebody was connected and sent nothing. */
  hasMedia: boolean
}

/** A clean copy of a recorded file. */
export type Repaired = {
  createdAt: number
  /** First packet, ms since the epoch by the gateway's clock. */
  startedAt: number
  durationMs: number
  /** There is something to hear or see in it. */
  isDecodable: boolean
  /** Some of what was sent is not in it. */
  isDamaged: boolean
}

type Call = { sessionId: string; call: number }

/** What the gateway's recorder leaves on its disk; implemented by the media server's driver. */
export type RecorderDisk = {
  /** The call's own folder; nothing else is in it. */
  folderOf(call: Call): string
  /** @throws when the folder holds a recording that is not of this call */
  list(call: Call): Promise<RecordedFile[]>
  /** Writes the copy to `target`; the recorded file stays as it is. */
  repair(path: string, target: string): Promise<Repaired>
  /** The command that makes a media file of a clean copy; only its output tells whether it did. */
  conversion(clean: string, output: string): { tool: string; args: string[] }
}
