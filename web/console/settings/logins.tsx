import { signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { paths } from '../../../contract/paths.ts'
import type { LoginList, LoginRow } from '../../../contract/set-up-views.ts'
import { Tag } from '../../foundation/components/badge.tsx'
import { Button } from '../../foundation/components/button.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { Failed, Skeleton } from '../../foundation/components/states.tsx'
import { ApiProblem } from '../../foundation/api-client.ts'
import { useCommand } from '../../foundation/command.ts'
import { formatDateAndTime } from '../../foundation/formatting.ts'
import type { Loaded } from '../../foundation/session-store.ts'
import { useConsole } from '../console.ts'
import { texts } from './texts/texts.ts'

/** Where one is signed in; a lost phone is signed out from here. */
export function Logins() {
  const { api } = useConsole()
  const { loaded, reload } = useLogins()
  const { value, problem } = loaded.value
  const end = useCommand(async (key, id: string) => {
    await api.delete(paths.loginOf(id), { key })
    await reload()
  })
  return (
    <section class="card">
      <h2>{texts.value.logins}</h2>
      <p class="settings-hint">{texts.value.loginsHint}</p>
      {!value && !problem && <Skeleton rows={2} />}
      {!value && problem && <Failed problem={problem} onRetry={reload} />}
      {value && (
        <ul class="settings-logins">
          {value.map((login) => (
            <li key={login.id}>
              <span>
                {nameOf(login.userAgent)}
                <small>{texts.value.usedAt(formatDateAndTime(login.seenAt))}</small>
              </span>
              {login.isThis ? (
                <Tag>{texts.value.thisBrowser}</Tag>
              ) : (
                <Button
                  size="small"
                  label={texts.value.endLoginOf(nameOf(login.userAgent))}
                  onPress={() => end.press(login.id)}
                >
                  {texts.value.endLogin}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {end.problem.value && <Refusal problem={end.problem.value} />}
    </section>
  )
}

function useLogins() {
  const { api } = useConsole()
  const logins = useMemo(() => {
    const loaded = signal<Loaded<readonly LoginRow[]>>({})
    const reload = async () => {
      try {
        const { items } = await api.get<LoginList>(paths.logins)
        loaded.value = { value: items, at: Date.now() }
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        loaded.value = { ...loaded.value, problem: error.problem }
      }
    }
    return { loaded, reload }
  }, [])
  useEffect(() => void logins.reload(), [logins])
  return logins
}

const BROWSERS = ['Edg', 'Firefox', 'Chrome', 'Safari'] as const
const SYSTEMS = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'] as const

/** `Firefox, Windows`: enough to know one's own again. */
function nameOf(userAgent: string | null): string {
  const find = (names: readonly string[]) => names.find((name) => userAgent?.includes(name))
  const found = [find(BROWSERS)?.replace('Edg', 'Edge'), find(SYSTEMS)].filter(Boolean)
  return found.join(', ') || texts.value.unknownBrowser
}
