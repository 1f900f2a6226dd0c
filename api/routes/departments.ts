import { paths } from '../../contract/paths.ts'
import { Nothing } from '../../contract/requests.ts'
import { DepartmentInput } from '../../contract/set-up.ts'
import { DepartmentList } from '../../contract/set-up-views.ts'
import {
  deleteDepartment,
  listDepartmentsWithCounts,
  renameDepartment,
} from '../../db/departments.ts'
import { insertDepartment } from '../../db/organisations.ts'
import type { App } from '../app-type.ts'
import { employeeOf } from '../caller.ts'
import { answering, named } from '../schemas.ts'
import { changes, changeSetUp, makes, SET_UP_TAGS } from '../set-up.ts'

const KIND = 'department'
const unique = { departments_name: '/name' }

/** Who receives a request, and who sees a session, hangs on departments. */
export function departmentRoutes(app: App): void {
  app.get(
    paths.departments,
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'Departments, by name',
        response: answering({ 200: named(DepartmentList) }),
      },
    },
    async (request) => {
      const rows = await listDepartmentsWithCounts(employeeOf(request).db)
      const items = rows.map(({ id, name, employees, devices }) => {
        return { id, name, employees: Number(employees), devices: Number(devices) }
      })
      return { items }
    },
  )

  app.post(
    paths.departments,
    { schema: makes('Make a department', DepartmentInput) },
    async (request, reply) => {
      const { name } = request.body
      void reply.code(201)
      return changeSetUp(request, { action: 'department_made', kind: KIND, unique }, (db) =>
        insertDepartment(db, name.trim()),
      )
    },
  )

  app.put(
    paths.department(':id'),
    { schema: changes('Rename a department', DepartmentInput) },
    async (request, reply) => {
      const { id } = request.params
      const { name } = request.body
      const change = { action: 'department_renamed', kind: KIND, id, unique }
      await changeSetUp(request, change, (db) => renameDepartment(db, id, name.trim()))
      return reply.code(204).send()
    },
  )

  app.delete(
    paths.department(':id'),
    { schema: changes('Delete a department that nobody and nothing belongs to', Nothing) },
    async (request, reply) => {
      const { id } = request.params
      const change = { action: 'department_deleted', kind: KIND, id }
      await changeSetUp(request, change, (db) => deleteDepartment(db, id))
      return reply.code(204).send()
    },
  )
}
