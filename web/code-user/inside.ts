/** All but the page of the machine: loaded once that is shown, or at once where it is not. */
export { CallLayer } from '../call/call-layer.tsx'
export { CodeUserProvider, makeCodeUser } from './code-user.ts'
export { JoinPage } from './join/join-page.tsx'
export { RequestPages } from './request/request-pages.tsx'
export { IncomingCall } from './ring/incoming-call.tsx'
export { SessionPage } from './session/session-page.tsx'
