import type { EmployeeSessionView } from '../../../contract/views.ts'

type Props = { ticket: Pick<EmployeeSessionView['tickets'][number], 'key' | 'url'> }

/** Addresses come from ticket systems: only those of pages are followed. */
export function isPageAddress(url: string | null): url is string {
  return url !== null && /^https?:/i.test(url)
}

/** Opens the ticket where it lives; without an address there is only its key. */
export function TicketKey({ ticket: { key, url } }: Props) {
  if (!isPageAddress(url)) return <strong>{key}</strong>
  return (
    <a class="text-link" href={url} target="_blank" rel="noreferrer">
      {key}
    </a>
  )
}
