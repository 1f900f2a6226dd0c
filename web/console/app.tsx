import { useSignal, type Signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { pages, paths } from '../../contract/paths.ts'
import type { Problem } from '../../contract/problem.ts'
import type { MeView } from '../../contract/views.ts'
import { ApiProblem, makeApi, type Api } from '../foundation/api-client.ts'
import { Failed } from '../foundation/components/states.tsx'
import { Toasts } from '../foundation/components/toast.tsx'
import { chooseLanguage, hasChosenLanguage, parseLanguage } from '../foundation/language.ts'
import { navigate, path } from '../foundation/router.ts'
import { ConsoleProvider, makeConsole } from './console.ts'
import { Shell } from './shell.tsx'
import { Invitation, SignIn } from './sign-in.tsx'

/** Who is signed in: not known yet, nobody, or somebody. */
type SignedIn = { me?: MeView | null; problem?: Problem }

export function App() {
  const signedIn = useSignal<SignedIn>({})
  const api = useMemo(() => makeApi('employee', () => (signedIn.value = { me: null })), [])
  const load = () => loadMe(api, signedIn)
  useEffect(() => void load(), [])

  const { me, problem } = signedIn.value
  const enter = (me: MeView) => {
    enterAs(me, signedIn)
    if (path.value === pages.invitation) navigate(pages.sessions, { replace: true })
  }
  return (
    <>
      {problem && <Failed problem={problem} onRetry={load} />}
      {me === null && path.value !== pages.invitation && <SignIn api={api} onSignedIn={enter} />}
      {me !== undefined && path.value === pages.invitation && (
        <Invitation api={api} onSignedIn={enter} />
      )}
      {me && path.value !== pages.invitation && (
        <SignedInPages
          key={me.id}
          api={api}
          me={me}
          onSignedOut={() => (signedIn.value = { me: null })}
        />
      )}
      <Toasts />
    </>
  )
}

async function loadMe(api: Api, signedIn: Signal<SignedIn>): Promise<void> {
  try {
    enterAs(await api.get<MeView>(paths.me), signedIn)
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    const isNobody = error.problem.code === 'actor_required'
    signedIn.value = isNobody ? { me: null } : { problem: error.problem }
  }
}

function enterAs(me: MeView, signedIn: Signal<SignedIn>): void {
  // A choice made on this device before signing in is the newer one.
  const own = parseLanguage(me.language)
  if (own && !hasChosenLanguage()) chooseLanguage(own)
  signedIn.value = { me }
  const isNoPage = path.value === '/' || path.value === pages.signIn
  if (isNoPage) navigate(pages.sessions, { replace: true })
}

type PagesProps = { api: Api; me: MeView; onSignedOut: () => void }

function SignedInPages({ api, me, onSignedOut }: PagesProps) {
  const console = useMemo(() => {
    const signOut = async () => {
      await (await import('../foundation/browser-push.ts')).endPush(api).catch(ignore)
      await api.post(paths.logout)
      onSignedOut()
      // Who came by the provider would be back with one press: there the login is ended as well.
      if (me.signOutUrl) location.assign(me.signOutUrl)
      else navigate(pages.signIn)
    }
    return makeConsole(api, me, signOut)
  }, [])
  useEffect(() => () => console.live.close(), [])
  return (
    <ConsoleProvider value={console}>
      <Shell />
    </ConsoleProvider>
  )
}

/** Who wants to leave must not be held up by what the browser cannot do. */
function ignore(): void {}
