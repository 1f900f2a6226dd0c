import { useSignal } from '@preact/signals'
import type { PersonFound } from '../../../contract/erasure.ts'
import { paths } from '../../../contract/paths.ts'
import { isOver } from '../../../domain/status.ts'
import { StatusBadge, Tag } from '../../foundation/components/badge.tsx'
import { Button } from '../../foundation/components/button.tsx'
import { Checkbox } from '../../foundation/components/choice.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { Note, Refusal } from '../../foundation/components/note.tsx'
import { EmptyState } from '../../foundation/components/states.tsx'
import { formatDate } from '../../foundation/formatting.ts'
import { useCommand } from '../../foundation/command.ts'
import { check, eraser } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { Question, SetUpRow } from './set-up-page.tsx'
import { connectionTexts } from './texts/texts.ts'
import './personal-data.css'

/** Something that is kept about a person, and how it is erased. */
type Entry = {
  /** Where its erasure is asked for, which nothing else has. */
  path: string
  name: string
  more: string
  status?: PersonFound['sessions'][number]['status']
  /** Why it cannot be erased now. */
  refusal?: string
}

/** Nothing of the search stands in the address: names of people belong in no history. */
export function PersonalData() {
  const search = usePersonSearch()
  const isAsking = useSignal(false)
  const { entries, chosen, erased } = search
  const { person } = connectionTexts.value
  return (
    <section class="set-up" aria-label={person.title}>
      <header class="set-up-head">
        <div>
          <h2>{person.title}</h2>
          <p>{person.text}</p>
        </div>
      </header>
      <SearchForm search={search} />
      <div role="status">
        {erased.value > 0 && <Note icon={check}>{person.done(erased.value)}</Note>}
      </div>
      {entries.value && <Found entries={entries.value} chosen={chosen} erased={erased.value} />}
      {entries.value && entries.value.length > 0 && (
        <p>
          <Button
            variant="danger"
            icon={eraser}
            refusal={chosen.value.length === 0 ? person.choose : undefined}
            onPress={() => (isAsking.value = true)}
          >
            {person.erase}
          </Button>
        </p>
      )}
      {isAsking.value && (
        <Question
          title={person.question}
          text={person.questionText(chosen.value.length)}
          action={person.yes}
          act={search.erase}
          onClose={() => (isAsking.value = false)}
        />
      )}
    </section>
  )
}

type Search = ReturnType<typeof usePersonSearch>

function usePersonSearch() {
  const { api, me } = useConsole()
  const entries = useSignal<readonly Entry[] | null>(null)
  const chosen = useSignal<readonly string[]>([])
  const erased = useSignal(0)
  const find = useCommand(async (key, words: string) => {
    const found = await api.post<PersonFound>(paths.personSearches, { key, body: { words } })
    entries.value = entriesOf(found, me.id)
    chosen.value = []
    erased.value = 0
  })
  // One after the other: what was refused in between leaves the rest to be chosen again.
  const erase = async (key: string) => {
    for (const path of chosen.peek()) {
      await api.post(path, { key })
      entries.value = (entries.peek() ?? []).filter((entry) => entry.path !== path)
      chosen.value = chosen.peek().filter((each) => each !== path)
      erased.value += 1
    }
  }
  return { entries, chosen, erased, find, erase }
}

function SearchForm({ search: { find } }: { search: Search }) {
  const words = useSignal('')
  const { person } = connectionTexts.value
  return (
    <>
      <form
        class="person-search"
        role="search"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void find.press(words.value.trim())
        }}
      >
        <TextBox
          label={person.words}
          value={words.value}
          onInput={(value) => (words.value = value)}
          maxLength={200}
          autocomplete="off"
        />
        <Button variant="primary" type="submit" isBusy={find.isBusy.value}>
          {person.find}
        </Button>
      </form>
      {find.problem.value && <Refusal problem={find.problem.value} />}
    </>
  )
}

type FoundProps = {
  entries: readonly Entry[]
  chosen: { value: readonly string[] }
  erased: number
}

function Found({ entries, chosen, erased }: FoundProps) {
  const { person } = connectionTexts.value
  if (entries.length === 0) {
    if (erased > 0) return null
    return (
      <div class="set-up-box">
        <EmptyState icon={eraser} title={person.nothing} text={person.nothingText} />
      </div>
    )
  }
  const put = (path: string, isOn: boolean) => {
    const others = chosen.value.filter((each) => each !== path)
    chosen.value = isOn ? [...others, path] : others
  }
  return (
    <ul class="set-up-box person-entries" aria-label={person.found}>
      {entries.map(({ path, name, more, status, refusal }) => (
        <li key={path}>
          {refusal === undefined ? (
            <Checkbox
              label={name}
              isOn={chosen.value.includes(path)}
              onChange={(isOn) => put(path, isOn)}
            />
          ) : (
            <span />
          )}
          <SetUpRow name={name} more={[more, refusal].filter(Boolean).join(' · ')}>
            {status ? <StatusBadge status={status} /> : <Tag>{person.employee}</Tag>}
          </SetUpRow>
        </li>
      ))}
    </ul>
  )
}

function entriesOf({ sessions, employees }: PersonFound, ownId: string): Entry[] {
  const { person } = connectionTexts.value
  return [
    ...employees.map(({ id, name, email }) => ({
      path: paths.employeeErasure(id),
      name,
      more: email,
      ...(id === ownId ? { refusal: person.self } : {}),
    })),
    ...sessions.map(({ id, number, status, createdAt, deviceLabel, requester, email }) => ({
      path: paths.erasure(id),
      name: `#${number} ${requester ?? person.noName}`,
      more: [email, deviceLabel, formatDate(createdAt)].filter(Boolean).join(' · '),
      status,
      ...(isOver(status) ? {} : { refusal: person.open }),
    })),
  ]
}
