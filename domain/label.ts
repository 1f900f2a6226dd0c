/** Colours a label can have; each has a light and a dark tone on the pages. */
export const LABEL_COLOURS = ['grey', 'teal', 'blue', 'green', 'amber', 'red', 'violet'] as const
export type LabelColour = (typeof LABEL_COLOURS)[number]
