import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { ComboBox } from '../../foundation/components/field.tsx'
import { chosenDevices, rememberDevice, type DeviceKind } from '../device-choice.ts'
import { MediaProblem } from '../media-problem.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { texts } from '../texts/texts.ts'
import './device-dialog.css'

type Props = { call: OngoingCall; onClose: () => void }

/** Which microphone, camera and speaker are used; kept for the next call in this browser. */
export function DeviceDialog({ call, onClose }: Props) {
  const { media } = call
  const hasFailed = useSignal<DeviceKind | null>(null)
  const devices = useDevices()
  const choose = async (kind: DeviceKind, id: string) => {
    hasFailed.value = null
    try {
      if (kind === 'audioinput') await media.chooseMicrophone(id)
      if (kind === 'videoinput') await media.chooseCamera(id)
      rememberDevice(kind, id)
    } catch (error) {
      if (!(error instanceof MediaProblem)) throw error
      hasFailed.value = kind
    }
  }
  const labels = texts.value.deviceKinds
  const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype
  const kinds: DeviceKind[] = ['audioinput', 'videoinput']
  if (canChooseSpeaker) kinds.push('audiooutput')
  return (
    <Dialog title={texts.value.devices} width="narrow" onClose={onClose}>
      <div class="device-dialog">
        {kinds.map((kind) => (
          <ComboBox
            key={kind}
            label={labels[kind]}
            value={chosenDevices.value[kind] ?? ''}
            choices={choicesOf(devices, kind)}
            error={hasFailed.value === kind ? texts.value.deviceNotAvailable : undefined}
            onChange={(id) => void choose(kind, id)}
          />
        ))}
        <ZoomControl call={call} />
      </div>
    </Dialog>
  )
}

/** Only where the camera in use can. */
function ZoomControl({ call: { media } }: Pick<Props, 'call'>) {
  const zoom = media.zoom.value
  if (!zoom) return null
  return (
    <label class="device-zoom">
      <span>{texts.value.zoom}</span>
      <input
        type="range"
        {...zoom}
        onInput={({ currentTarget }) => void media.setZoom(currentTarget.valueAsNumber)}
      />
    </label>
  )
}

function choicesOf(devices: readonly MediaDeviceInfo[], kind: DeviceKind) {
  const found = devices.filter((device) => {
    return device.kind === kind && device.deviceId !== '' && device.deviceId !== 'default'
  })
  const named = found.map(({ deviceId, label }, index) => ({
    value: deviceId,
    label: label || `${texts.value.deviceKinds[kind]} ${index + 1}`,
  }))
  return [{ value: '', label: texts.value.browsersChoice }, ...named]
}

/** Plugged in or pulled out, the list follows. */
function useDevices(): readonly MediaDeviceInfo[] {
  const devices = useSignal<readonly MediaDeviceInfo[]>([])
  useEffect(() => {
    const look = async () => {
      devices.value = await navigator.mediaDevices.enumerateDevices().catch(() => [])
    }
    const onChange = () => void look()
    void look()
    navigator.mediaDevices.addEventListener('devicechange', onChange)
    return () => navigator.mediaDevices.removeEventListener('devicechange', onChange)
  }, [])
  return devices.value
}
