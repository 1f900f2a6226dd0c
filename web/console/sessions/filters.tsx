import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { pages } from '../../../contract/paths.ts'
import type { SessionPage } from '../../../contract/views.ts'
import { STATUSES, type Status } from '../../../domain/status.ts'
import { STATUS_ICONS } from '../../foundation/components/badge.tsx'
import { Key } from '../../foundation/components/badge.tsx'
import { IconButton } from '../../foundation/components/button.tsx'
import { Chip } from '../../foundation/components/chip.tsx'
import { InlineSelect } from '../../foundation/components/field.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { search, settings } from '../../foundation/icons.ts'
import { changeQuery, path, place } from '../../foundation/router.ts'
import { useDevices, useEmployees, useLabels } from '../people-and-devices.ts'
import { labelName } from '../../foundation/label-name.ts'
import { texts } from '../texts/texts.ts'
import './filters.css'

/** What the list is narrowed by besides the status. */
export const NARROWING = ['q', 'responsible', 'device', 'label'] as const

/** The filters in the address; what `/sessions/new` has there is for its form. */
export function currentFilters(): URLSearchParams {
  const filters = new URLSearchParams()
  if (path.value === pages.newSession) return filters
  for (const name of ['status', ...NARROWING]) {
    const value = place.value.query.get(name)
    if (value) filters.set(name, value)
  }
  return filters
}

type ChipsProps = { counts: SessionPage['counts'] | null; current: string | null }

export function StatusChips({ counts, current }: ChipsProps) {
  const choose = (status: Status | undefined) => changeQuery({ status })
  return (
    <div class="status-chips" role="group" aria-label={texts.value.filterByStatus}>
      {STATUSES.map((status) => (
        <Chip
          key={status}
          label={texts.value.statusLabel[status]}
          count={counts?.[status]}
          icon={STATUS_ICONS[status]}
          status={status}
          isPressed={current === status}
          onPress={() => choose(current === status ? undefined : status)}
        />
      ))}
      <Chip
        label={texts.value.all}
        count={counts?.all}
        isPressed={current === null}
        onPress={() => choose(undefined)}
      />
    </div>
  )
}

export function Narrowing() {
  const employees = useEmployees()
  const devices = useDevices()
  const labels = useLabels()
  const query = currentFilters()
  const isOpen = useSignal(NARROWING.some((name) => name !== 'q' && query.has(name)))
  return (
    <div class="narrowing">
      <SearchBox />
      <IconButton
        icon={settings}
        label={texts.value.filters}
        variant="secondary"
        popup={{ isOpen: isOpen.value }}
        onPress={() => (isOpen.value = !isOpen.value)}
      />
      <div class={isOpen.value ? 'narrowing-selects narrowing-open' : 'narrowing-selects'}>
        <InlineSelect
          label={texts.value.responsible}
          value={query.get('responsible') ?? ''}
          choices={[
            { value: '', label: texts.value.anyone },
            { value: 'nobody', label: texts.value.nobody },
            ...employees.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(responsible) => changeQuery({ responsible })}
        />
        <InlineSelect
          label={texts.value.device}
          value={query.get('device') ?? ''}
          choices={[
            { value: '', label: texts.value.allDevices },
            ...devices.map(({ id, label }) => ({ value: id, label })),
          ]}
          onChange={(device) => changeQuery({ device })}
        />
        {labels.length > 0 && (
          <InlineSelect
            label={texts.value.label}
            value={query.get('label') ?? ''}
            choices={[
              { value: '', label: texts.value.anyLabel },
              ...labels.map((label) => ({ value: label.id, label: labelName(label) })),
            ]}
            onChange={(label) => changeQuery({ label })}
          />
        )}
      </div>
    </div>
  )
}

const TYPING_PAUSE_MS = 250

/** Types into the address: each pause replaces it, so that Back leaves the search as a whole. */
function SearchBox() {
  const box = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const wanted = currentFilters().get('q') ?? ''

  useEffect(() => {
    const isElsewhere = document.activeElement !== box.current
    if (box.current && isElsewhere) box.current.value = wanted
  }, [wanted])
  useEffect(() => {
    const focusOnSlash = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event.target)) return
      event.preventDefault()
      box.current?.focus()
    }
    addEventListener('keydown', focusOnSlash)
    return () => removeEventListener('keydown', focusOnSlash)
  }, [])

  const searchFor = (q: string) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(
      () => changeQuery({ q: q.trim() }, { replace: true }),
      TYPING_PAUSE_MS,
    )
  }
  return (
    <div class="search" role="search">
      <Icon shapes={search} size={18} />
      <input
        ref={box}
        type="search"
        role="searchbox"
        aria-label={texts.value.search}
        placeholder={texts.value.searchHint}
        defaultValue={wanted}
        maxLength={200}
        onInput={(event) => searchFor(event.currentTarget.value)}
      />
      <Key>/</Key>
    </div>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, dialog *')
}
