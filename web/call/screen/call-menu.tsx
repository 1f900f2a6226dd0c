import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { buttonsIn, moveWithArrows } from '../../foundation/arrow-keys.ts'
import { Icon } from '../../foundation/components/icon.tsx'
import { formatDuration } from '../../foundation/formatting.ts'
import {
  figures,
  flip,
  keyboard,
  microphone,
  more,
  record,
  switchCamera,
  takeBack,
} from '../../foundation/icons.ts'
import { isNarrow } from '../../foundation/is-narrow.ts'
import { now } from '../../foundation/now.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { texts } from '../texts/texts.ts'
import { CallButton } from './call-button.tsx'
import { recordingRefusal, type CallControls } from './call-controls.ts'
import './call-menu.css'

type Props = { call: OngoingCall; controls: CallControls }
type Item = {
  label: string
  icon: string
  onPress: () => unknown
  /** Beside the label, such as a time. */
  aside?: string | undefined
  isRed?: boolean
  isPressed?: boolean
  refusal?: string | undefined
}

/** What does not fit into the bar, and what is needed seldom: buttons, here as there. */
export function CallMenu({ call, controls }: Props) {
  const panel = useRef<HTMLDivElement>(null)
  const isOpen = useSignal(false)
  // After the items are drawn.
  useEffect(() => {
    if (isOpen.value) buttonsIn(panel.current)[0]?.focus()
  }, [isOpen.value])
  const choose = ({ refusal, onPress }: Item) => {
    if (refusal) return
    panel.current?.hidePopover()
    void onPress()
  }
  return (
    <div class="call-menu">
      <CallButton
        icon={more}
        label={common.value.more}
        short={common.value.more}
        look={isOpen.value ? 'tool' : 'plain'}
        isOpen={isOpen.value}
        onPress={() => panel.current?.togglePopover()}
      />
      <div
        ref={panel}
        class="call-menu-panel"
        popover="auto"
        role="group"
        aria-label={common.value.more}
        onKeyDown={(event) => moveWithArrows(panel.current, event)}
        onToggle={({ newState }) => (isOpen.value = newState === 'open')}
      >
        {isOpen.value &&
          itemsOf(call, controls).map((item) => (
            <MenuItem key={item.label} item={item} onPress={() => choose(item)} />
          ))}
      </div>
    </div>
  )
}

function MenuItem({ item, onPress }: { item: Item; onPress: () => void }) {
  const { label, icon, aside, isRed, isPressed, refusal } = item
  return (
    <button
      type="button"
      class={isRed ? 'call-menu-item call-menu-item-red' : 'call-menu-item'}
      aria-pressed={isPressed}
      aria-label={label}
      aria-disabled={refusal ? true : undefined}
      aria-description={refusal}
      onClick={onPress}
    >
      <Icon shapes={icon} />
      <span>{label}</span>
      {(aside ?? refusal) && <small>{refusal ?? aside}</small>}
    </button>
  )
}

function itemsOf(call: OngoingCall, controls: CallControls): Item[] {
  return call.side === 'employee' ? employeeItems(call, controls) : codeUserItems(call, controls)
}

function employeeItems(call: OngoingCall, controls: CallControls): Item[] {
  const canSwitch = call.media.cameras.value > 1 && call.media.camera.value === 'on'
  const items = isNarrow.value ? narrowItems(call, controls) : []
  if (canSwitch) items.push(switchItem(controls))
  items.push(devicesItem(controls), detailsItem(call, controls))
  if (!isNarrow.value) items.push(keysItem(controls))
  return items
}

function codeUserItems(call: OngoingCall, controls: CallControls): Item[] {
  const items: Item[] = []
  if (call.session.value.rules.consent === 'given') {
    const label = texts.value.takeBackConsent
    items.push({ label, icon: takeBack, onPress: () => call.takeBackConsent() })
  }
  items.push(devicesItem(controls), detailsItem(call, controls))
  if (!isNarrow.value) items.push(keysItem(controls))
  return items
}

function narrowItems(call: OngoingCall, controls: CallControls): Item[] {
  const { isFlipped, toggleRecording } = controls
  const since = call.times.recordingSince.value
  const isOn = call.isRecording.value
  return [
    {
      label: texts.value.flip,
      icon: flip,
      isPressed: isFlipped.value,
      onPress: () => (isFlipped.value = !isFlipped.value),
    },
    {
      label: isOn ? texts.value.stopRecording : texts.value.record,
      icon: record,
      isRed: isOn,
      aside: isOn && since !== null ? formatDuration(now.value - since) : undefined,
      refusal: recordingRefusal(call),
      onPress: toggleRecording,
    },
  ]
}

function switchItem({ switchCamera: onPress }: CallControls): Item {
  return { label: texts.value.switchCamera, icon: switchCamera, onPress }
}

function devicesItem({ areDevicesOpen }: CallControls): Item {
  const label = texts.value.devices
  return { label, icon: microphone, onPress: () => (areDevicesOpen.value = true) }
}

function detailsItem(call: OngoingCall, { areDetailsOpen }: CallControls): Item {
  const height = call.statistics.figures.value?.received.height
  return {
    label: texts.value.connectionDetails,
    icon: figures,
    aside: height ? `${height}p` : undefined,
    onPress: () => (areDetailsOpen.value = !areDetailsOpen.value),
  }
}

function keysItem({ areKeysOpen }: CallControls): Item {
  return {
    label: texts.value.keyboardShortcuts,
    icon: keyboard,
    onPress: () => (areKeysOpen.value = true),
  }
}
