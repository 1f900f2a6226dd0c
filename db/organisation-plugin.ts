import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  OnNode,
  OperationNodeTransformer,
  OperatorNode,
  ParensNode,
  ReferenceNode,
  TableNode,
  ValueNode,
  WhereNode,
  type DeleteQueryNode,
  type JoinNode,
  type KyselyPlugin,
  type OperationNode,
  type QueryId,
  type RawNode,
  type SelectQueryNode,
  type UpdateQueryNode,
  type WithNode,
} from 'kysely'
import type { InstallationTables } from './tables.ts'

type SnakeCase<Name extends string> = Name extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : Name

const INSTALLATION_TABLES: Record<SnakeCase<keyof InstallationTables>, true> = {
  audit_seals: true,
  gateways: true,
  organisations: true,
}

/**
 * Adds `organisation_id = …` to every table a query reads, changes or deletes from, so that no
 * query can forget it. Inserts name it themselves; foreign keys contain it. Text in `sql` templates
 * cannot be rewritten: such text that reads a table without naming the column is refused.
 */
export function organisationPlugin(organisationId: string): KyselyPlugin {
  return {
    transformQuery: ({ node, queryId }) =>
      new OrganisationTransformer(organisationId).transformNode(node, queryId),
    transformResult: ({ result }) => Promise.resolve(result),
  }
}

class OrganisationTransformer extends OperationNodeTransformer {
  readonly #organisationId: string
  readonly #withNames = new Set<string>()

  constructor(organisationId: string) {
    super()
    this.#organisationId = organisationId
  }

  protected override transformSelectQuery(node: SelectQueryNode, id?: QueryId): SelectQueryNode {
    this.#rememberNames(node.with)
    const query = super.transformSelectQuery(node, id)
    return this.#withConditions(query, query.from?.froms ?? [])
  }

  protected override transformUpdateQuery(node: UpdateQueryNode, id?: QueryId): UpdateQueryNode {
    this.#rememberNames(node.with)
    const query = super.transformUpdateQuery(node, id)
    const tables = [...(query.table ? [query.table] : []), ...(query.from?.froms ?? [])]
    return this.#withConditions(query, tables)
  }

  protected override transformDeleteQuery(node: DeleteQueryNode, id?: QueryId): DeleteQueryNode {
    this.#rememberNames(node.with)
    const query = super.transformDeleteQuery(node, id)
    return this.#withConditions(query, [...query.from.froms, ...(query.using?.tables ?? [])])
  }

  // In the `on` and not the `where`: an outer join would lose its unmatched rows otherwise.
  protected override transformJoin(node: JoinNode, id?: QueryId): JoinNode {
    const join = super.transformJoin(node, id)
    const condition = this.#conditionFor(join.table)
    if (!condition) return join
    if (!join.on) throw new Error(`A ${join.joinType} cannot be bound to an organisation`)
    const on = OnNode.create(ParensNode.create(join.on.on))
    return { ...join, on: OnNode.cloneWithOperation(on, 'And', condition) }
  }

  protected override transformRaw(node: RawNode, id?: QueryId): RawNode {
    const text = node.sqlFragments.join('?')
    if (/\b(from|join|into|update)\s/i.test(text) && !text.includes('organisation_id')) {
      throw new Error(`SQL text that reads tables has to name organisation_id: ${text}`)
    }
    return super.transformRaw(node, id)
  }

  #withConditions<Query extends { where?: WhereNode }>(
    query: Query,
    tables: readonly OperationNode[],
  ): Query {
    const conditions = tables.flatMap((table) => this.#conditionFor(table) ?? [])
    const all = query.where ? [...conditions, ParensNode.create(query.where.where)] : conditions
    const [first, ...others] = all
    if (!first) return query
    return { ...query, where: WhereNode.create(others.reduce(AndNode.create, first)) }
  }

  #conditionFor(node: OperationNode): OperationNode | undefined {
    const table = AliasNode.is(node) ? node.node : node
    if (!TableNode.is(table)) return undefined
    const name = table.table.identifier.name
    if (name in INSTALLATION_TABLES || this.#withNames.has(name)) return undefined
    return BinaryOperationNode.create(
      ReferenceNode.create(ColumnNode.create('organisation_id'), referable(node, table)),
      OperatorNode.create('='),
      ValueNode.create(this.#organisationId),
    )
  }

  #rememberNames(node: WithNode | undefined): void {
    for (const { name } of node?.expressions ?? []) {
      this.#withNames.add(name.table.table.identifier.name)
    }
  }
}

function referable(node: OperationNode, table: TableNode): TableNode {
  if (!AliasNode.is(node) || !('name' in node.alias) || typeof node.alias.name !== 'string') {
    return table
  }
  return TableNode.create(node.alias.name)
}
