import './brand.css'

/** A lighthouse: the pilot's mark, also in public/lotse.svg. */
export function Brand({ size = 32 }: { size?: number }) {
  return (
    <svg class="brand" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M16 6v2M12.5 8h7v4.5h-7zM13.5 12.5 12 26h8l-1.5-13.5M11 12.5h10" />
      <path d="m9 8-2-.8M9 11l-2 .8M23 8l2-.8M23 11l2 .8" />
    </svg>
  )
}
