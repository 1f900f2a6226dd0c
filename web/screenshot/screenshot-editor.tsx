import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Icon } from '../foundation/components/icon.tsx'
import { redo, takeBack, trash, video } from '../foundation/icons.ts'
import type { SharedScreenshot } from './shared-screenshot.ts'
import { Surface } from './surface.tsx'
import { texts } from './texts/texts.ts'
import { ToolList } from './tool-list.tsx'
import { Desk, TOOL_KEYS, TOOLS } from './tools.ts'
import './screenshot-editor.css'

type Props = {
  shared: SharedScreenshot
  /** Of the picture. */
  address: string
  otherName: string
  /** Single letters choose tools. */
  areKeysUsed: boolean
  /** The recording symbol, which stands here while the editor covers the video. */
  recording: ComponentChild
  onClose: () => void
}

/** One screenshot, which both sides edit; over the video, above the bar of the call. */
export function ScreenshotEditor(props: Props) {
  const { shared, address, otherName, areKeysUsed, recording, onClose } = props
  const dialog = useRef<HTMLDivElement>(null)
  const desk = useMemo(() => new Desk(shared), [shared])
  useEffect(() => {
    dialog.current?.focus()
    shared.point(null)
    return () => shared.drafts.leave()
  }, [shared])
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isKeyOf(desk, event, areKeysUsed)) return
    event.preventDefault()
    // The call has other meanings for some of the letters.
    event.stopPropagation()
  }
  return (
    <div
      ref={dialog}
      class="shot"
      role="dialog"
      aria-label={texts.value.screenshot(shared.number)}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <header class="shot-head">
        {recording}
        <h2>{texts.value.screenshot(shared.number)}</h2>
        <People shared={shared} otherName={otherName} />
        <Changes desk={desk} />
        <button type="button" class="shot-back" onClick={onClose}>
          <Icon shapes={video} size={18} />
          {texts.value.backToVideo}
        </button>
      </header>
      <ToolList desk={desk} areKeysUsed={areKeysUsed} />
      <Surface desk={desk} address={address} otherName={otherName} />
      <State shared={shared} otherName={otherName} />
    </div>
  )
}

function People({ shared, otherName }: Pick<Props, 'shared' | 'otherName'>) {
  const { youAreEditing, bothAreEditing } = texts.value
  return (
    <p class="shot-people" role="status">
      {shared.other.isHere.value ? bothAreEditing(otherName) : youAreEditing}
    </p>
  )
}

function Changes({ desk }: { desk: Desk }) {
  const { shared } = desk
  return (
    <div class="shot-changes">
      <Act
        icon={takeBack}
        label={texts.value.undo}
        isOff={!shared.canUndo.value}
        onPress={() => shared.undo()}
      />
      <Act
        icon={redo}
        label={texts.value.redo}
        isOff={!shared.canRedo.value}
        onPress={() => shared.redo()}
      />
      <Act
        icon={trash}
        label={texts.value.deleteShape}
        isOff={desk.selectedShape() === undefined}
        onPress={() => desk.deleteSelected()}
      />
    </div>
  )
}

type ActProps = { icon: string; label: string; isOff: boolean; onPress: () => void }

/** Stays where the focus is, also when there is nothing more to do. */
function Act({ icon, label, isOff, onPress }: ActProps) {
  return (
    <button
      type="button"
      class="shot-act"
      aria-label={label}
      title={label}
      aria-disabled={isOff ? true : undefined}
      onClick={() => {
        if (!isOff) onPress()
      }}
    >
      <Icon shapes={icon} size={20} />
    </button>
  )
}

/** Who has which colour, and whether everything is stored. */
function State({ shared, otherName }: Pick<Props, 'shared' | 'otherName'>) {
  const isLate = useSignal(false)
  const isStored = shared.isStored.value && shared.link.isJoined.value
  useEffect(() => {
    if (isStored) return void (isLate.value = false)
    // An answer takes a moment: only what takes longer is worth a word.
    const timer = setTimeout(() => (isLate.value = true), LATE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [isStored])
  const { side } = shared.link
  return (
    <footer class="shot-state">
      <span class="shot-side" data-side={side}>
        {texts.value.you}
      </span>
      <span class="shot-side" data-side={side === 'employee' ? 'code_user' : 'employee'}>
        {otherName}
      </span>
      <span role="status">{stateText(shared, isLate.value)}</span>
    </footer>
  )
}

function stateText({ wasRefused }: SharedScreenshot, isLate: boolean): string {
  const { refused, notStoredYet, storedAfterCall } = texts.value
  if (wasRefused.value) return refused
  return isLate ? notStoredYet : storedAfterCall
}

const LATE_AFTER_MS = 1_500

/** True when the key meant something here. */
function isKeyOf(desk: Desk, event: KeyboardEvent, areKeysUsed: boolean): boolean {
  const { target, key, ctrlKey, metaKey, altKey, shiftKey } = event
  if (target instanceof HTMLTextAreaElement || altKey) return false
  if (ctrlKey || metaKey) return isTakingBack(desk, key.toLowerCase(), shiftKey)
  const letter = areKeysUsed && TOOLS.find((tool) => TOOL_KEYS[tool] === key.toLowerCase())
  if (letter) return then(() => desk.choose(letter))
  const times = CLOSER[key]
  if (times !== undefined && areKeysUsed) return then(() => desk.lookCloser(times))
  const placed = desk.selectedShape()
  if (key === 'Escape')
    return then(() => (placed ? (desk.selected.value = null) : desk.choose('select')))
  if (!placed) return false
  if (key === 'Delete' || key === 'Backspace') return then(() => desk.deleteSelected())
  const step = STEPS[key]
  if (!step) return false
  const far = shiftKey ? FAR : NEAR
  return then(() => desk.moveSelected(step.x * far, step.y * far))
}

function isTakingBack({ shared }: Desk, key: string, shiftKey: boolean): boolean {
  if (key === 'y' || (key === 'z' && shiftKey)) return then(() => shared.redo())
  return key === 'z' && then(() => shared.undo())
}

const CLOSER: Record<string, number> = { '+': 1.5, '-': 1 / 1.5, '0': 0 }
const STEPS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}
/** Pixels of the picture. */
const NEAR = 4
const FAR = 40

function then(act: () => unknown): true {
  act()
  return true
}
