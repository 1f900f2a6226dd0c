declare module '*.svg?icon' {
  /** What is inside the `<svg>` element. */
  const shapes: string
  export default shapes
}
