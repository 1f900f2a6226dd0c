import { matchPath, path } from '../../foundation/router.ts'
import { NotFound } from '../not-found.tsx'
import { ActionButtons } from './action-buttons.tsx'
import { ApiKeys } from './api-keys.tsx'
import { AuditLog } from './audit-log.tsx'
import { Departments } from './departments.tsx'
import { Employees } from './employees.tsx'
import { Labels } from './labels.tsx'
import { PersonalData } from './personal-data.tsx'
import { RequestFlows } from './request-flows.tsx'
import { Templates } from './templates.tsx'
import { TicketSystems } from './ticket-systems.tsx'
import { Webhooks } from './webhooks.tsx'

const PAGES: Readonly<Record<string, () => preact.JSX.Element>> = {
  employees: Employees,
  departments: Departments,
  templates: Templates,
  'request-flows': RequestFlows,
  labels: Labels,
  'action-buttons': ActionButtons,
  'api-keys': ApiKeys,
  webhooks: Webhooks,
  'ticket-systems': TicketSystems,
  'personal-data': PersonalData,
  'audit-log': AuditLog,
}

/** `/settings/<what>`, for administrators. */
export function SetUpPages() {
  const name = matchPath('/settings/:name', path.value)?.['name'] ?? ''
  const Page = PAGES[name]
  return Page ? <Page key={name} /> : <NotFound />
}
