import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Avatar } from '../../foundation/components/badge.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { microphoneOff, videoOff } from '../../foundation/icons.ts'
import { isNarrow } from '../../foundation/is-narrow.ts'
import { MOST_MARKS } from '../marks.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { texts } from '../texts/texts.ts'
import type { CallControls } from './call-controls.ts'
import { Drawings } from './drawings.tsx'
import { MarkLayer } from './mark-layer.tsx'
import { firstName, otherName } from './people.ts'
import { keepFrame, VideoView } from './video-view.tsx'
import './stage.css'

type Props = { call: OngoingCall; controls: CallControls }

/** The code user's picture is the stage on both sides, the employee's the tile. */
export function Stage({ call, controls }: Props) {
  const isEmployee = call.side === 'employee'
  return (
    <div class="call-stage" data-phase={call.phase.value}>
      {isEmployee ? <RemoteStage {...{ call, controls }} /> : <OwnStage {...{ call, controls }} />}
      {isEmployee ? <OwnTile call={call} /> : <RemoteTile {...{ call, controls }} />}
    </div>
  )
}

function RemoteStage({ call, controls }: Props) {
  const video = useRef<HTMLVideoElement>(null)
  const isFlipped = controls.isFlipped.value
  const { other, media } = call.connection
  const name = otherName(call.session.value, call.side)
  const camera = other.value?.camera
  const isEmpty = !media.hasVideo.value || camera === 'off' || camera === 'none'
  return (
    <>
      <div class={isFlipped ? 'call-picture call-picture-flipped' : 'call-picture'}>
        <RemoteVideo {...{ call, controls, video }} class={isEmpty ? 'call-video-empty' : ''} />
        <Drawings
          call={call}
          video={video}
          isDrawing={controls.isDrawing.value}
          isFlipped={isFlipped}
        />
        <MarkLayer
          call={call}
          video={video}
          isFlipped={isFlipped}
          isDrawing={controls.isDrawing.value}
          onFull={() => (controls.notice.value = texts.value.enoughMarks(MOST_MARKS))}
        />
      </div>
      {isEmpty && call.phase.value === 'live' && (
        <div class="call-no-picture">
          <Avatar name={name} size="large" />
          <p>{texts.value.otherCameraOff(name)}</p>
        </div>
      )}
      {camera === 'hidden' && (
        <p class="call-hidden-note call-chip">{texts.value.otherCameraHidden(name)}</p>
      )}
    </>
  )
}

function OwnStage({ call, controls }: Props) {
  const video = useRef<HTMLVideoElement>(null)
  const { preview, camera, facing } = call.media
  const isFlipped = facing.value === 'user'
  return (
    <>
      <div class={isFlipped ? 'call-picture call-picture-flipped' : 'call-picture'}>
        <VideoView
          label={texts.value.ownVideo}
          stream={preview.value}
          isMuted
          class="call-video"
          videoRef={video}
          onResize={() => call.drawn()}
        />
        <Drawings
          call={call}
          video={video}
          isDrawing={controls.isDrawing.value}
          isFlipped={isFlipped}
        />
        <MarkLayer call={call} video={video} isFlipped={isFlipped} />
      </div>
      {camera.value !== 'on' && call.phase.value === 'live' && (
        <div class="call-no-picture">
          <Icon shapes={videoOff} size={40} />
          <h2>{texts.value.ownCameraOff}</h2>
          <p>{texts.value.ownCameraOffText}</p>
        </div>
      )}
    </>
  )
}

function OwnTile({ call }: { call: OngoingCall }) {
  const { preview, camera, microphone } = call.media
  const isOn = camera.value === 'on'
  return (
    <div class="call-tile">
      <VideoView
        label={texts.value.ownVideo}
        stream={preview.value}
        isMuted
        class={isOn ? 'call-video call-video-mirrored' : 'call-video call-video-empty'}
      />
      {!isOn && <Icon shapes={videoOff} size={24} />}
      <TileName
        name={isOn ? texts.value.you : texts.value.youCameraOff}
        short={texts.value.you}
        isMuted={microphone.value !== 'on'}
      />
    </div>
  )
}

function RemoteTile({ call, controls }: Props) {
  const { other, media } = call.connection
  const name = otherName(call.session.value, call.side)
  const isOn = media.hasVideo.value && other.value?.camera === 'on'
  const isThere = call.phase.value !== 'calling'
  return (
    <div class={isThere ? 'call-tile' : 'call-tile call-tile-waiting'}>
      <RemoteVideo {...{ call, controls }} class={isOn ? '' : 'call-video-empty'} />
      {!isOn && <Avatar name={name} size="large" />}
      <TileName
        name={firstName(name)}
        short={firstName(name)}
        isMuted={other.value?.microphone === 'muted' || other.value?.microphone === 'none'}
      />
    </div>
  )
}

type RemoteVideoProps = Props & { class: string; video?: RefObject<HTMLVideoElement | null> }

/** In the page from the first moment, since it is also what is heard. */
function RemoteVideo({ call, controls, video, ...rest }: RemoteVideoProps) {
  const own = useRef<HTMLVideoElement>(null)
  const shown = video ?? own
  const kept = useRef<HTMLCanvasElement>(null)
  const { remote, pictureChanges } = call.connection.media
  useEffect(() => {
    return pictureChanges.subscribe((changes) => {
      if (changes > 0 && shown.current && kept.current) keepFrame(shown.current, kept.current)
    })
  }, [call])
  return (
    <>
      <VideoView
        label={texts.value.remoteVideo}
        stream={remote.value}
        isMuted={false}
        class={`call-video ${rest.class}`}
        onSilenced={() => (controls.isSilenced.value = true)}
        onResize={() => call.drawn()}
        videoRef={shown}
      />
      <canvas ref={kept} class="call-video call-kept-frame" hidden aria-hidden="true" />
    </>
  )
}

type TileNameProps = { name: string; short: string; isMuted: boolean }

function TileName({ name, short, isMuted }: TileNameProps) {
  return (
    <span class="call-tile-name">
      {isMuted && <Icon shapes={microphoneOff} size={14} />}
      {isNarrow.value ? short : name}
      {isMuted && <span class="only-heard">{texts.value.muted}</span>}
    </span>
  )
}
