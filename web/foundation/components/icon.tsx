type Props = {
  /** One of icons.ts. */
  shapes: string
  size?: number
}

/** Decoration: the text beside it, or the control's name, says the same. */
export function Icon({ shapes, size = 20 }: Props) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      // Written by the icon's authors and inlined at build time; no text of people is in it.
      dangerouslySetInnerHTML={{ __html: shapes }}
    />
  )
}
