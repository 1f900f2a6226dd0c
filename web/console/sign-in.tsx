import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { PageConfig } from '../../contract/answers.ts'
import { pages, paths } from '../../contract/paths.ts'
import type { MeView } from '../../contract/views.ts'
import { isSignInProblem } from '../../domain/identity.ts'
import type { Api } from '../foundation/api-client.ts'
import { Brand } from '../foundation/components/brand.tsx'
import { Button, LinkButton } from '../foundation/components/button.tsx'
import { TextBox } from '../foundation/components/field.tsx'
import { LanguageSelect } from '../foundation/components/language-select.tsx'
import { Refusal, RefusalNote } from '../foundation/components/note.tsx'
import { useCommand } from '../foundation/command.ts'
import { usePageTitle } from '../foundation/page-title.ts'
import { hrefOf, place } from '../foundation/router.ts'
import { pageConfig } from '../foundation/page-config.ts'
import { texts } from './texts/texts.ts'
import './sign-in.css'

/** Shorter than any that was ever made: half an address was copied. */
const SHORTEST_SECRET = 20

type Props = { api: Api; onSignedIn: (me: MeView) => void }

export function SignIn({ api, onSignedIn }: Props) {
  usePageTitle(texts.value.signIn)
  const email = useSignal('')
  const password = useSignal('')
  const signIn = useCommand(async (key, body: { email: string; password: string }) => {
    onSignedIn(await api.post<MeView>(paths.login, { key, body }))
  })
  const submit = () => signIn.press({ email: email.value.trim(), password: password.value })
  const problem = signIn.problem.value
  const isWrong = problem?.status === 401
  return (
    <Frame title={texts.value.signIn} text={texts.value.signInText} onSubmit={submit}>
      {!problem && <ProviderProblem />}
      <TextBox
        label={texts.value.email}
        type="email"
        value={email.value}
        onInput={(value) => (email.value = value)}
        autocomplete="username"
        isRequired
        hasFirstFocus
      />
      <TextBox
        label={texts.value.password}
        type="password"
        value={password.value}
        onInput={(value) => (password.value = value)}
        autocomplete="current-password"
        isRequired
      />
      {isWrong && <WrongPassword />}
      {problem && !isWrong && <Refusal problem={problem} />}
      <Button variant="primary" type="submit" isWide isBusy={signIn.isBusy.value}>
        {texts.value.signIn}
      </Button>
      <OtherSignIn />
    </Frame>
  )
}

/** Which of the two is wrong is nobody's business. */
function WrongPassword() {
  return (
    <p class="sign-in-wrong" role="alert" data-code="invalid">
      {texts.value.wrongPassword}
    </p>
  )
}

/** By the identity provider, where there is one; afterwards the page is the one asked for now. */
function OtherSignIn() {
  const name = pageConfig.value?.identityProvider
  if (!name) return null
  const { path, query } = place.value
  const isAskedFor = path !== '/' && path !== pages.signIn
  const to = new URLSearchParams(isAskedFor ? { to: hrefOf(path, query) } : {})
  return (
    <>
      <p class="sign-in-or">{texts.value.or}</p>
      <LinkButton href={hrefOf(paths.oidcSignIn, to)} isWide>
        {texts.value.signInWith(name)}
      </LinkButton>
    </>
  )
}

/** Why the way by the identity provider ended here. */
function ProviderProblem() {
  const code = place.value.query.get('problem')
  if (place.value.path !== pages.signIn || !isSignInProblem(code)) return null
  return <RefusalNote code={code} sentence={texts.value.signInProblem[code]} />
}

/** The first password, by the one-time link that an administrator was given. */
export function Invitation({ api, onSignedIn }: Props) {
  usePageTitle(texts.value.welcome)
  const password = useSignal('')
  const accept = useCommand(async (key, body: { secret: string; password: string }) => {
    onSignedIn(await api.post<MeView>(paths.invitation, { key, body }))
  })
  const secret = place.value.hash.slice(1)
  const submit = () => accept.press({ secret, password: password.value })
  const problem = accept.problem.value
  if (secret.length < SHORTEST_SECRET || problem?.code === 'link_expired') return <LinkOver />
  const isWeak = problem?.errors?.some(({ pointer }) => pointer === '/password')
  return (
    <Frame title={texts.value.welcome} text={texts.value.invitationText} onSubmit={submit}>
      <TextBox
        label={texts.value.newPassword}
        type="password"
        value={password.value}
        onInput={(value) => (password.value = value)}
        autocomplete="new-password"
        hint={texts.value.passwordHint}
        error={isWeak ? texts.value.passwordHint : undefined}
        isRequired
        hasFirstFocus
      />
      {problem && !isWeak && <Refusal problem={problem} />}
      <Button variant="primary" type="submit" isWide isBusy={accept.isBusy.value}>
        {texts.value.setPassword}
      </Button>
    </Frame>
  )
}

/** Nothing can be done with this link any more: no field that would only lead to the same answer. */
function LinkOver() {
  return (
    <Frame title={texts.value.welcome}>
      <Refusal problem={{ code: 'link_expired' }} />
      <LinkButton href={pages.signIn} isWide>
        {texts.value.signIn}
      </LinkButton>
    </Frame>
  )
}

type FrameProps = {
  title: string
  text?: string
  onSubmit?: () => Promise<void>
  children: ComponentChildren
}

function Frame({ title, text, onSubmit, children }: FrameProps) {
  useEffect(() => {
    document.querySelector<HTMLElement>('[data-first-focus]')?.focus()
  }, [])
  return (
    <main class="sign-in">
      <p class="sign-in-brand">
        <Brand size={44} />
        Lotse
      </p>
      <form
        class="sign-in-card card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void onSubmit?.()
        }}
      >
        <div>
          <h1>{title}</h1>
          {text && <p>{text}</p>}
        </div>
        {children}
      </form>
      <p class="sign-in-hint">{texts.value.standingAtMachine}</p>
      <footer class="sign-in-foot">
        <LanguageSelect />
        <Version config={pageConfig.value} />
      </footer>
    </main>
  )
}

function Version({ config }: { config: PageConfig | null }) {
  return <span>{config && `Lotse ${config.version}`}</span>
}
