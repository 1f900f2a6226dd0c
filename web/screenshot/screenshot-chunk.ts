/** What is loaded when the first screenshot of a call is taken, in one piece. */
export { ScreenshotEditor } from './screenshot-editor.tsx'
export { SharedScreenshot } from './shared-screenshot.ts'
