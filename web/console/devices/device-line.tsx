import { useSignal } from '@preact/signals'
import type { DeviceRow } from '../../../contract/answers.ts'
import { pages } from '../../../contract/paths.ts'
import { Tag } from '../../foundation/components/badge.tsx'
import { Button, LinkButton } from '../../foundation/components/button.tsx'
import { devices, pencil, plus, video } from '../../foundation/icons.ts'
import { Menu } from '../../foundation/components/menu.tsx'
import { useConsole } from '../console.ts'
import { CodeDialog } from './code-dialog.tsx'
import { DeviceDialog } from './device-dialog.tsx'
import { NewCodeDialog } from './new-code-dialog.tsx'
import { texts } from './texts/texts.ts'
import './device-line.css'

/** Heads of the columns; for the eye, since each cell says what it is. */
export function DeviceLineHeads() {
  const { device, template, location, department, codes } = texts.value
  return (
    <div class="device-heads" aria-hidden="true">
      {[device, template, location, department, codes].map((head) => (
        <span key={head}>{head}</span>
      ))}
    </div>
  )
}

type LineProps = { device: DeviceRow; onDone: () => Promise<void> }

export function DeviceLine({ device, onDone }: LineProps) {
  const { me } = useConsole()
  const { id, label, serial, location, template, department, codes } = device
  return (
    <div class="device-line">
      <h2 class="device-label">
        {label}
        {!device.isActive && <Tag>{texts.value.outOfService}</Tag>}
        {serial && <small>{serial}</small>}
      </h2>
      <span data-label={texts.value.template}>{template.name}</span>
      <span data-label={texts.value.location}>{location ?? '—'}</span>
      <span data-label={texts.value.department}>{department?.name ?? '—'}</span>
      <span class="device-codes">
        {codes.length === 0 && <span class="device-no-code">{texts.value.noCode}</span>}
        {codes.map((code) => (
          <Code key={code.code} device={label} code={code} onDone={onDone} />
        ))}
      </span>
      <span class="device-actions">
        <LinkButton size="small" icon={video} href={`${pages.sessions}?device=${id}`}>
          {texts.value.sessions}
          <span class="only-heard">, {label}</span>
        </LinkButton>
        {me.role === 'administrator' && <DeviceActions device={device} onDone={onDone} />}
      </span>
    </div>
  )
}

/** What only administrators do with a device. */
function DeviceActions({ device, onDone }: LineProps) {
  const open = useSignal<'edit' | 'code' | null>(null)
  const close = () => (open.value = null)
  return (
    <>
      <Menu
        label={texts.value.actionsFor(device.label)}
        items={[
          { label: texts.value.editDevice, icon: pencil, onPress: () => (open.value = 'edit') },
          { label: texts.value.newCode, icon: plus, onPress: () => (open.value = 'code') },
        ]}
      />
      {open.value === 'edit' && <DeviceDialog {...{ device, onDone }} onClose={close} />}
      {open.value === 'code' && <NewCodeDialog {...{ device, onDone }} onClose={close} />}
    </>
  )
}

type CodeProps = {
  device: string
  code: DeviceRow['codes'][number]
  onDone: () => Promise<void>
}

function Code({ device, code, onDone }: CodeProps) {
  const isShown = useSignal(false)
  const mark = markOf(code)
  return (
    <span class="device-code">
      <Button
        size="small"
        icon={devices}
        label={texts.value.codeOf(code.code, device)}
        onPress={() => (isShown.value = true)}
      >
        {code.code}
      </Button>
      {mark && <Tag>{mark}</Tag>}
      {isShown.value && (
        <CodeDialog {...{ device, code, onDone }} onClose={() => (isShown.value = false)} />
      )}
    </span>
  )
}

/** What is not usual about it, in one word. */
function markOf({ isDisabled, expiresAt, hasPin }: CodeProps['code']): string | undefined {
  if (isDisabled) return texts.value.disabled
  if (expiresAt !== null && expiresAt < Date.now()) return texts.value.expired
  return hasPin ? texts.value.withPin : undefined
}
