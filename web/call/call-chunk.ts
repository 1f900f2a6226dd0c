/** What is loaded when a call is near, in one piece. */
export { CallConnection } from './call-connection.ts'
export { AskingForMedia } from './screen/asking-for-media.tsx'
export { DeletionQuestion } from './screen/deletion-question.tsx'
export { CallScreen } from './screen/call-screen.tsx'
export { PermissionProblem } from './screen/permission-problem.tsx'
export { askForMedia, makeOwnMedia } from './media-asking.ts'
export { isGranted } from './media-problem.ts'
export { OngoingCall } from './ongoing-call.ts'
