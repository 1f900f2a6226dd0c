import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { ApiKeyRow, ApiKeySecret } from '../../../contract/set-up-views.ts'
import { API_SCOPES, type ApiScope } from '../../../domain/api-scope.ts'
import { Tag } from '../../foundation/components/badge.tsx'
import { Checkbox } from '../../foundation/components/choice.tsx'
import { ComboBox, FieldError, TextBox } from '../../foundation/components/field.tsx'
import { formatDate, formatShortly } from '../../foundation/formatting.ts'
import { cancelled, lock, reload } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { FormDialog, useForm } from './form.tsx'
import { useList } from './list.ts'
import { SecretDialog } from './secret-dialog.tsx'
import { Question, SetUpPage, SetUpRow } from './set-up-page.tsx'
import { texts } from './texts/texts.ts'

type Open =
  { what: 'make' } | { what: 'rotate' | 'revoke'; row: ApiKeyRow } | { what: 'shown'; key: string }

const VALID_DAYS = ['30', '90', '365', ''] as const
const OVERLAP_HOURS = ['0', '24', '168'] as const

export function ApiKeys() {
  const { api } = useConsole()
  const list = useList<ApiKeyRow>(paths.apiKeys)
  const open = useSignal<Open | null>(null)
  const close = () => (open.value = null)
  const { keys } = texts.value
  const shown = open.value
  const made = async ({ key }: ApiKeySecret) => {
    open.value = { what: 'shown', key }
    await list.reload()
  }
  return (
    <>
      <SetUpPage
        title={keys.title}
        text={keys.text}
        icon={lock}
        list={list}
        add={{ label: keys.add, onPress: () => (open.value = { what: 'make' }) }}
        empty={{ title: keys.none, text: keys.noneText }}
        row={(row) => <ApiKey row={row} show={(next) => (open.value = next)} />}
      />
      {shown?.what === 'make' && <KeyDialog onClose={close} onMade={made} />}
      {shown?.what === 'rotate' && <RotateDialog row={shown.row} onClose={close} onMade={made} />}
      {shown?.what === 'revoke' && (
        <Question
          title={keys.revokeTitle(shown.row.name)}
          text={keys.revokeText}
          action={keys.revoke}
          onClose={close}
          act={async (key) => {
            await api.delete(paths.apiKey(shown.row.id), { key })
            await list.reload()
          }}
        />
      )}
      {shown?.what === 'shown' && (
        <SecretDialog
          title={keys.made}
          text={keys.madeText}
          label={keys.key}
          secret={shown.key}
          onClose={close}
        />
      )}
    </>
  )
}

function ApiKey({ row, show }: { row: ApiKeyRow; show: (open: Open) => void }) {
  const { keys } = texts.value
  const { name, prefix, scopes, usedAt, expiresAt, previousUntil, isRevoked } = row
  const now = Date.now()
  const hasEnded = isRevoked || (expiresAt !== null && expiresAt <= now)
  const used = usedAt === null ? keys.neverUsed : keys.usedAt(formatShortly(usedAt))
  const items = [
    { label: keys.rotate, icon: reload, onPress: () => show({ what: 'rotate', row }) },
    {
      label: keys.revoke,
      icon: cancelled,
      isDangerous: true,
      onPress: () => show({ what: 'revoke', row }),
    },
  ]
  return (
    <SetUpRow
      name={name}
      more={`${prefix}…, ${used}`}
      isFaded={hasEnded}
      items={hasEnded ? [] : items}
    >
      {isRevoked && <Tag>{keys.revoked}</Tag>}
      {!isRevoked && expiresAt !== null && (
        <Tag>{hasEnded ? keys.expired : keys.until(formatDate(expiresAt))}</Tag>
      )}
      {previousUntil !== null && previousUntil > now && (
        <Tag>{keys.overlaps(formatShortly(previousUntil))}</Tag>
      )}
      <span>{scopes.map((scope) => keys.scopes[scope]).join(', ')}</span>
    </SetUpRow>
  )
}

type NewKey = { name: string; scopes: readonly ApiScope[]; validDays: string }
const NEW_KEY: NewKey = { name: '', scopes: ['sessions'], validDays: '365' }

type MakingProps = { onClose: () => void; onMade: (secret: ApiKeySecret) => Promise<void> }

function KeyDialog({ onClose, onMade }: MakingProps) {
  const { api } = useConsole()
  const form = useForm(NEW_KEY, async (key, { validDays, ...value }) => {
    const body = { ...value, validDays: validDays === '' ? null : Number(validDays) }
    await onMade(await api.post<ApiKeySecret>(paths.apiKeys, { key, body }))
  })
  const { keys } = texts.value
  const { name, scopes, validDays } = form.value.value
  const toggle = (scope: ApiScope, isOn: boolean) => {
    const chosen = API_SCOPES.filter((each) => (each === scope ? isOn : scopes.includes(each)))
    form.set({ scopes: chosen })
  }
  const wrongScopes = form.errorAt('/scopes')
  return (
    <FormDialog title={keys.add} form={form} onClose={onClose} action={keys.make}>
      <TextBox
        label={texts.value.name}
        hint={keys.nameHint}
        value={name}
        onInput={(name) => form.set({ name })}
        error={form.errorAt('/name')}
        maxLength={120}
        autocomplete="off"
        hasFirstFocus
      />
      <fieldset>
        <legend class="radio-legend">{keys.may}</legend>
        {API_SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            label={keys.scopes[scope]}
            isOn={scopes.includes(scope)}
            onChange={(isOn) => toggle(scope, isOn)}
          />
        ))}
        {wrongScopes && <FieldError id="scopes-error">{wrongScopes}</FieldError>}
      </fieldset>
      <ComboBox
        label={keys.ends}
        value={validDays}
        choices={VALID_DAYS.map((days) => ({ value: days, label: keys.inDays(days) }))}
        onChange={(validDays) => form.set({ validDays })}
      />
    </FormDialog>
  )
}

function RotateDialog({ row, onClose, onMade }: MakingProps & { row: ApiKeyRow }) {
  const { api } = useConsole()
  const form = useForm({ overlapHours: '24' }, async (key, { overlapHours }) => {
    const body = { overlapHours: Number(overlapHours) }
    await onMade(await api.post<ApiKeySecret>(paths.apiKeyRotation(row.id), { key, body }))
  })
  const { keys } = texts.value
  return (
    <FormDialog
      title={keys.rotateTitle(row.name)}
      form={form}
      onClose={onClose}
      action={keys.rotate}
    >
      <p>{keys.rotateText}</p>
      <ComboBox
        label={keys.overlap}
        value={form.value.value.overlapHours}
        choices={OVERLAP_HOURS.map((hours) => ({ value: hours, label: keys.overlapFor[hours] }))}
        onChange={(overlapHours) => form.set({ overlapHours })}
      />
    </FormDialog>
  )
}
