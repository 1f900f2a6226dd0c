import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import type { CodeView } from '../../contract/code-views.ts'
import { makeApi, type Api } from '../foundation/api-client.ts'
import { Failed, Skeleton } from '../foundation/components/states.tsx'
import { loadTexts } from '../foundation/language.ts'
import { matchPath, path } from '../foundation/router.ts'
import type { CodeUser } from './code-user.ts'
import { CodePages } from './device/code-pages.tsx'
import { Frame } from './frame.tsx'

type Parts = typeof import('./inside.ts')
type Loading = { parts?: Parts; codeUser?: CodeUser; hasFailed?: boolean }

/** `/c/…` by a machine's code, `/j` by a join link, `/v/…` a session. */
export function App() {
  const api = useMemo(() => makeApi('code-user'), [])
  const { loaded, enter } = useInside(api)
  const { parts, codeUser, hasFailed } = loaded.value
  const code = codeIn(path.value)
  const session = matchPath('/v/:id', path.value)?.['id']
  useEffect(() => {
    if (session) enter()
  }, [session])
  const within = (children: ComponentChildren) =>
    parts && codeUser ? (
      <parts.CodeUserProvider value={codeUser}>{children}</parts.CodeUserProvider>
    ) : (
      <NotLoaded hasFailed={hasFailed} />
    )
  return (
    <>
      {code && (
        <CodePages
          key={code}
          api={api}
          code={code}
          live={codeUser?.live}
          onOpened={enter}
          requestPages={(view: CodeView) => within(parts && <parts.RequestPages view={view} />)}
        />
      )}
      {session && within(parts && <parts.SessionPage key={session} id={session} />)}
      {path.value === '/j' && <Join api={api} loaded={loaded.value} onJoined={enter} />}
      {parts && codeUser && within(<parts.IncomingCall />)}
      {parts && codeUser && <parts.CallLayer calls={codeUser.calls} />}
    </>
  )
}

type JoinProps = { api: Api; loaded: Loading; onJoined: () => void }

function Join({ api, loaded: { parts, hasFailed }, onJoined }: JoinProps) {
  if (!parts) return <NotLoaded hasFailed={hasFailed} />
  return <parts.JoinPage api={api} onJoined={onJoined} />
}

/** `enter`: the browser holds what the socket is let in with. */
function useInside(api: Api) {
  const loaded = useSignal<Loading>({})
  const load = useMemo(() => {
    const loading = loadInside()
    loading.then(
      (parts) => (loaded.value = { parts }),
      () => (loaded.value = { hasFailed: true }),
    )
    return loading
  }, [])
  const enter = () => {
    load.then(
      (parts) => {
        if (loaded.peek().codeUser) return
        loaded.value = { parts, codeUser: parts.makeCodeUser(api) }
      },
      () => undefined,
    )
  }
  return { loaded, enter }
}

async function loadInside(): Promise<Parts> {
  // The first page is drawn before the rest is fetched: they share a thin line.
  if (path.peek().startsWith('/c/')) await new Promise((resolve) => setTimeout(resolve))
  const parts = await import('./inside.ts')
  await loadTexts()
  return parts
}

function NotLoaded({ hasFailed }: { hasFailed: boolean | undefined }) {
  const problem = { type: 'about:blank', title: '', status: 0, code: 'unavailable' } as const
  return (
    <Frame name="Lotse" isNameHeading>
      {hasFailed ? (
        <Failed problem={problem} onRetry={() => location.reload()} />
      ) : (
        <Skeleton rows={4} />
      )}
    </Frame>
  )
}

function codeIn(path: string): string | undefined {
  const found = matchPath('/c/:code', path) ?? matchPath('/c/:code/request/:flow/:step', path)
  return found?.['code']
}
