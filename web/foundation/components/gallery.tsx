import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { paths } from '../../../contract/paths.ts'
import type { ArtefactView } from '../../../contract/views.ts'
import type { RecordingReason } from '../../../domain/recording.ts'
import type { ScreenshotReason } from '../../../domain/screenshot.ts'
import type { Api } from '../api-client.ts'
import { formatDateAndTime, formatDate, formatDuration } from '../formatting.ts'
import { download, image, play, warning } from '../icons.ts'
import { lazily } from '../lazily.tsx'
import { hrefOf, place } from '../router.ts'
import { texts } from '../texts/texts.ts'
import { LinkButton } from './button.tsx'
import { Icon } from './icon.tsx'
import { Note } from './note.tsx'
import { EmptyState } from './states.tsx'
import './gallery.css'

const RecordingPlayer = lazily(
  async () => (await import('../../call/recording/recording-player.tsx')).RecordingPlayer,
)

type Props = {
  api: Pick<Api, 'addressOf' | 'get'>
  session: { number: number; artefacts: readonly ArtefactView[] }
  /** Open the first that can be opened, when the address names none. */
  opensFirst?: boolean
  /** What else can be done with the one that is open. */
  actions?: ((artefact: ArtefactView, title: string) => ComponentChildren) | undefined
}

/** Recordings and screenshots of a session; the address says which one is open. */
export function Gallery({ api, session, opensFirst = false, actions }: Props) {
  const { artefacts } = session
  const wanted = place.value.query.get('artefact')
  const open =
    artefacts.find(({ id }) => id === wanted) ??
    (opensFirst ? (artefacts.find(canBeOpened) ?? artefacts[0]) : undefined)
  return (
    <section
      class={open ? 'gallery gallery-open' : 'gallery'}
      aria-label={texts.value.recordingsAndScreenshots}
    >
      {artefacts.length === 0 && (
        <EmptyState
          icon={image}
          title={texts.value.noArtefacts}
          text={texts.value.noArtefactsText}
        />
      )}
      {open && (
        <Opened key={open.id} api={api} artefact={open} session={session} actions={actions} />
      )}
      <ul class="gallery-items">
        {artefacts.map((artefact) => (
          <Item
            key={artefact.id}
            api={api}
            artefact={artefact}
            title={titleOf(artefact, artefacts)}
            isOpen={artefact === open}
          />
        ))}
      </ul>
    </section>
  )
}

function canBeOpened({ state }: Pick<ArtefactView, 'state'>): boolean {
  return state === 'ready' || state === 'partial'
}

function titleOf(artefact: ArtefactView, all: readonly ArtefactView[]): string {
  const { kind, call } = artefact
  if (kind === 'recording') return texts.value.recordingOfCall(call)
  const ofCall = all.filter((each) => each.kind === 'screenshot' && each.call === call)
  return texts.value.screenshotOfCall(ofCall.indexOf(artefact) + 1, call)
}

type ItemProps = {
  api: Props['api']
  artefact: ArtefactView
  title: string
  isOpen: boolean
}

function Item({ api, artefact, title, isOpen }: ItemProps) {
  const { id, state } = artefact
  const query = new URLSearchParams(place.value.query)
  query.set('artefact', id)
  return (
    <li class={isOpen ? 'gallery-item gallery-item-open' : 'gallery-item'}>
      <Thumbnail api={api} artefact={artefact} />
      <span class="gallery-about">
        <a
          class="gallery-link"
          href={hrefOf(place.value.path, query)}
          data-state={state}
          aria-current={isOpen ? 'true' : undefined}
        >
          {title}
        </a>
        <small class={state === 'partial' || state === 'failed' ? 'gallery-problem' : ''}>
          {stateLine(artefact)}
        </small>
      </span>
    </li>
  )
}

function stateLine({ state, durationMs, keptUntil }: ArtefactView): string {
  const words = texts.value.artefactState[state]
  const hasLength = canBeOpened({ state }) && durationMs
  const line = hasLength ? `${words}, ${formatDuration(durationMs)}` : words
  return keptUntil === undefined ? line : `${line}. ${texts.value.deletedOn(formatDate(keptUntil))}`
}

function Thumbnail({ api, artefact }: Pick<ItemProps, 'api' | 'artefact'>) {
  const address = api.addressOf(paths.artefactContent(artefact.id))
  if (!canBeOpened(artefact)) {
    return (
      <span class="gallery-thumbnail">
        <Icon shapes={artefact.state === 'failed' ? warning : image} />
      </span>
    )
  }
  if (artefact.kind === 'screenshot') {
    return (
      <span class="gallery-thumbnail">
        <img src={address} alt="" loading="lazy" />
      </span>
    )
  }
  return (
    <span class="gallery-thumbnail" aria-hidden="true">
      <video src={`${address}#t=0.5`} preload="metadata" muted tabIndex={-1} />
      <Icon shapes={play} size={24} />
    </span>
  )
}

type OpenedProps = Pick<Props, 'api' | 'session' | 'actions'> & { artefact: ArtefactView }

function Opened({ api, artefact, session, actions }: OpenedProps) {
  const title = titleOf(artefact, session.artefacts)
  return (
    <div class="gallery-opened">
      {canBeOpened(artefact) ? (
        <Content api={api} artefact={artefact} title={title} />
      ) : (
        <p class="gallery-missing">{missingText(artefact)}</p>
      )}
      <div class="gallery-caption">
        <div>
          <h2>{title}</h2>
          <small>{formatDateAndTime(artefact.createdAt)}</small>
        </div>
        {canBeOpened(artefact) && (
          <LinkButton
            icon={download}
            href={api.addressOf(paths.artefactContent(artefact.id))}
            download={fileName(artefact, session)}
          >
            {texts.value.download}
          </LinkButton>
        )}
        {actions?.(artefact, title)}
      </div>
      {artefact.state === 'partial' && <Note kind="warning">{partialText(artefact)}</Note>}
    </div>
  )
}

function Content({
  api,
  artefact,
  title,
}: Omit<OpenedProps, 'session' | 'actions'> & { title: string }) {
  const isBroken = useSignal(false)
  const address = api.addressOf(paths.artefactContent(artefact.id))
  useEffect(() => () => (isBroken.value = false), [address])
  if (isBroken.value) return <Note kind="warning">{texts.value.cannotPlay}</Note>
  const onError = () => (isBroken.value = true)
  if (artefact.kind === 'screenshot') {
    return <img class="gallery-content" src={address} alt={title} onError={onError} />
  }
  return <RecordingPlayer api={api} id={artefact.id} title={title} onBroken={onError} />
}

function missingText({ state, reason }: ArtefactView): string {
  const { uploadingText, deletedText, artefactState } = texts.value
  if (state === 'uploading') return uploadingText
  if (state === 'deleted') return deletedText
  return reasonText(reason) ?? artefactState[state]
}

function partialText({ reason, durationMs }: ArtefactView): string {
  const kept = durationMs ? texts.value.keptUntil(formatDuration(durationMs)) : ''
  return [reasonText(reason), kept].filter((each) => each).join(' ')
}

function reasonText(reason: string | undefined): string | undefined {
  const { artefactReason } = texts.value
  return isReason(reason, artefactReason) ? artefactReason[reason] : undefined
}

type Reason = RecordingReason | ScreenshotReason

function isReason(reason: string | undefined, known: object): reason is Reason {
  return reason !== undefined && reason in known
}

function fileName({ name, contentType }: ArtefactView, { number }: Props['session']): string {
  const ending = contentType?.split(';')[0]?.split('/')[1] ?? 'bin'
  return `${number}-${name.toLowerCase().replaceAll(' ', '-')}.${ending}`
}
