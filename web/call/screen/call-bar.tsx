import { isNarrow } from '../../foundation/is-narrow.ts'
import {
  camera,
  flip,
  microphone,
  microphoneOff,
  pencil,
  phone,
  record,
  switchCamera,
  torch,
  track,
  video,
  videoOff,
} from '../../foundation/icons.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { texts } from '../texts/texts.ts'
import { CallButton } from './call-button.tsx'
import { recordingRefusal, type CallControls } from './call-controls.ts'
import { CallMenu } from './call-menu.tsx'
import './call-bar.css'

type Props = { call: OngoingCall; controls: CallControls }

/** Every control of the call; hang up is last, and red. */
export function CallBar({ call, controls }: Props) {
  const isEmployee = call.side === 'employee'
  const { cameras } = call.media
  return (
    <div class="call-bar" role="toolbar" aria-label={texts.value.callControls}>
      <MicrophoneButton {...{ call, controls }} />
      <CameraButton {...{ call, controls }} />
      {!isEmployee && cameras.value > 1 && <SwitchButton controls={controls} />}
      {!isEmployee && <TorchButton {...{ call, controls }} />}
      <i class="call-bar-line" />
      <DrawButton controls={controls} />
      {isEmployee && <TrackButton {...{ call, controls }} />}
      <ScreenshotButton controls={controls} />
      {isEmployee && !isNarrow.value && <FlipButton controls={controls} />}
      {isEmployee && !isNarrow.value && <RecordButton {...{ call, controls }} />}
      <CallMenu call={call} controls={controls} />
      <i class="call-bar-line" />
      <CallButton
        icon={phone}
        label={texts.value.hangUp}
        short={texts.value.hangUp}
        look="hang-up"
        onPress={controls.hangUp}
      />
    </div>
  )
}

function MicrophoneButton({ call, controls }: Props) {
  const isOn = call.media.microphone.value === 'on'
  return (
    <CallButton
      icon={isOn ? microphone : microphoneOff}
      label={isOn ? texts.value.mute : texts.value.unmute}
      short={isOn ? texts.value.muteShort : texts.value.unmuteShort}
      look={isOn ? 'plain' : 'off'}
      onPress={controls.toggleMicrophone}
    />
  )
}

function CameraButton({ call, controls }: Props) {
  const isOn = call.media.camera.value === 'on'
  return (
    <CallButton
      icon={isOn ? video : videoOff}
      label={isOn ? texts.value.cameraOff : texts.value.cameraOn}
      short={texts.value.cameraShort}
      look={isOn ? 'plain' : 'off'}
      onPress={controls.toggleCamera}
    />
  )
}

function SwitchButton({ controls }: Pick<Props, 'controls'>) {
  return (
    <CallButton
      icon={switchCamera}
      label={texts.value.switchCamera}
      short={texts.value.switchShort}
      onPress={controls.switchCamera}
    />
  )
}

/** Only where the camera in use has a light. */
function TorchButton({ call, controls }: Props) {
  const state = call.media.torch.value
  if (state === 'none') return null
  return (
    <CallButton
      icon={torch}
      label={texts.value.torch}
      short={texts.value.torch}
      look={state === 'on' ? 'tool' : 'plain'}
      isPressed={state === 'on'}
      onPress={controls.toggleTorch}
    />
  )
}

function DrawButton({ controls }: Pick<Props, 'controls'>) {
  const { isDrawing } = controls
  return (
    <CallButton
      icon={pencil}
      label={texts.value.draw}
      short={texts.value.draw}
      look={isDrawing.value ? 'tool' : 'plain'}
      isPressed={isDrawing.value}
      onPress={controls.toggleDrawing}
    />
  )
}

/** Only the employee marks. */
function TrackButton({ call, controls }: Props) {
  const isOn = call.marks.isMarking.value
  return (
    <CallButton
      icon={track}
      label={texts.value.track}
      short={texts.value.track}
      look={isOn ? 'tool' : 'plain'}
      isPressed={isOn}
      onPress={controls.toggleMarking}
    />
  )
}

/** Where one may take any: employees, and code users whom the module lets. */
function ScreenshotButton({ controls }: Pick<Props, 'controls'>) {
  const { screenshotRefusal, takeScreenshot } = controls
  if (screenshotRefusal === undefined) return null
  return (
    <CallButton
      icon={camera}
      label={texts.value.takeScreenshot}
      short={texts.value.screenshotShort}
      refusal={screenshotRefusal ?? undefined}
      onPress={takeScreenshot}
    />
  )
}

function FlipButton({ controls }: Pick<Props, 'controls'>) {
  const { isFlipped } = controls
  return (
    <CallButton
      icon={flip}
      label={texts.value.flip}
      short={texts.value.flipShort}
      look={isFlipped.value ? 'off' : 'plain'}
      isPressed={isFlipped.value}
      onPress={() => (isFlipped.value = !isFlipped.value)}
    />
  )
}

function RecordButton({ call, controls }: Props) {
  const isOn = call.isRecording.value
  const label = isOn ? texts.value.stopRecording : texts.value.record
  return (
    <CallButton
      icon={record}
      label={label}
      short={label}
      look={isOn ? 'recording' : 'plain'}
      refusal={recordingRefusal(call)}
      onPress={controls.toggleRecording}
    />
  )
}
