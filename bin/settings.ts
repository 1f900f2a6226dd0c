import Type from 'typebox'

/*
 * Every setting there is. The name in the environment follows from the name here: `databaseUrl` is
 * LOTSE_DATABASE_URL. The table in docs/operations.md is made from this file.
 */

const Url = (pattern: string, description: string) => Type.String({ pattern, description })
const Secret = (description: string) => Type.String({ minLength: 1, isSecret: true, description })
const Port = (port: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 65_535, default: port, description })

const Addresses = Type.Object({
  publicUrl: Url(
    '^https?://',
    'Where people reach Lotse; links in mails and QR codes begin with it.',
  ),
  host: Type.String({ default: '127.0.0.1', description: 'Address the api listens on.' }),
  port: Port(8080, 'Port the api listens on.'),
  trustedProxies: Type.Array(Type.String(), {
    default: [],
    description: 'Addresses or networks of the proxies in front, separated by commas.',
  }),
  temporalUiUrl: Type.Optional(
    Url('^https?://', "Temporal's UI, for the console's link Open in Temporal."),
  ),
})

const Servers = Type.Object({
  databaseUrl: Type.String({
    pattern: '^postgres(ql)?://',
    isSecret: true,
    description: 'Postgres. `npm start` runs its own without it.',
  }),
  temporalAddress: Type.String({ description: "Temporal's frontend as host:port." }),
  temporalNamespace: Type.String({ default: 'default', description: "Temporal's namespace." }),
  smtpUrl: Type.Optional(
    Type.String({
      pattern: '^smtps?://',
      isSecret: true,
      description: 'Mail server as smtp://user:password@host:port. Without it no mails are sent.',
    }),
  ),
  mailFrom: Type.String({
    default: 'Lotse <lotse@localhost>',
    description: 'Sender of all mails.',
  }),
  slackToken: Type.Optional(Secret('Bot token of the Slack workspace. Without it Slack is off.')),
  slackChannel: Type.Optional(
    Type.String({
      description: 'Slack channel that hears of every request, beside the employees.',
    }),
  ),
  slackApiUrl: Type.Optional(
    Url(
      '^https?://.*/$',
      "Another address than Slack's own, such as a relay's; ends with a slash.",
    ),
  ),
  slackLanguage: Type.Enum(['en', 'de'] as const, {
    default: 'en',
    description: 'Language of the messages in that channel.',
  }),
  outwardNetworks: Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+(/\\d{1,3})?$' }), {
    default: [],
    description:
      'Private networks that webhooks and ticket systems may be in, as 10.1.0.0/16, separated by commas.',
  }),
  deliveryHours: Type.Integer({
    minimum: 1,
    maximum: 720,
    default: 72,
    description: 'How long webhooks and ticket comments are tried.',
  }),
  deliveryFirstRetryMs: Type.Integer({
    minimum: 10,
    maximum: 600_000,
    default: 5_000,
    description: 'Until the second attempt, in ms; it doubles with every further one.',
  }),
  deliveryLongestRetryMs: Type.Integer({
    minimum: 10,
    maximum: 86_400_000,
    default: 3_600_000,
    description: 'Longest time between two attempts, in ms.',
  }),
  deliverySettleMs: Type.Integer({
    minimum: 10,
    maximum: 3_600_000,
    default: 300_000,
    description:
      'How long a ticket system may still be writing a comment, or making a ticket, that it did not answer, in ms; only then what is missing is written again.',
  }),
  pushKey: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{64}$',
      isSecret: true,
      description:
        'Private key of web push, 64 hexadecimal digits (openssl rand -hex 32). Without it web push is off; another one ends every subscription.',
    }),
  ),
  pushContact: Type.String({
    pattern: '^(mailto:|https://)',
    default: 'mailto:lotse@localhost',
    description: 'Where push services reach whoever runs this: mailto: or https://.',
  }),
  pushServices: Type.Array(Type.String(), {
    default: [
      'fcm.googleapis.com',
      'updates.push.services.mozilla.com',
      '.push.apple.com',
      '.notify.windows.com',
    ],
    description:
      'Hosts of the push services that browsers may name, separated by commas; one that begins with a dot takes in all below it.',
  }),
  storeFolder: Type.String({
    default: '.lotse/store',
    description: 'Folder of the object store that keeps recordings and screenshots.',
  }),
})

const SignIn = Type.Object({
  oidcIssuer: Type.Optional(
    Url(
      '^(https://|http://(localhost|127\\.0\\.0\\.1)[:/])',
      'Identity provider (OpenID Connect) that employees may sign in by, beside passwords.',
    ),
  ),
  oidcClientId: Type.Optional(
    Type.String({ description: 'What Lotse is called at the provider.' }),
  ),
  oidcClientSecret: Type.Optional(
    Secret('Its secret there. Without it the client is a public one, protected by PKCE alone.'),
  ),
  oidcOrganisation: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f-]{36}$',
      description:
        'Id of the organisation whose employees the provider knows (npm run organisation -- list). Default: the only one there is.',
    }),
  ),
  oidcName: Type.String({
    maxLength: 40,
    default: 'SSO',
    description: 'What the button on the sign-in page calls the provider: Sign in with …',
  }),
  oidcScopes: Type.Array(Type.String(), {
    default: ['openid', 'email', 'profile'],
    description: 'Scopes to ask for, separated by commas.',
  }),
  oidcRoleClaim: Type.String({
    default: 'roles',
    description: 'Claim that holds the roles, or its path, as realm_access.roles.',
  }),
  oidcRoles: Type.Array(Type.String({ pattern: '^.+=(member|moderator|administrator)$' }), {
    default: [],
    description:
      'Which value of the claim gives which role, as lotse-admins=administrator, separated by commas. The highest counts; whoever has none is refused.',
  }),
})

const Media = Type.Object({
  janusUrl: Type.Optional(
    Url('^wss?://', "Janus' websocket. Without it there are no calls and no recordings."),
  ),
  janusApiSecret: Type.Optional(Secret('What Janus asks of our processes (api_secret).')),
  janusAdminKey: Type.Optional(Secret('What Janus asks of who opens a room (admin_key).')),
  gateway: Type.String({
    default: 'gateway-1',
    description:
      'Name of the Janus this process uses; its disk is served by the queue media-<name>.',
  }),
  recordingsFolder: Type.String({
    default: '.lotse/recordings',
    description: 'Where Janus writes raw recordings, as the worker beside it sees the folder.',
  }),
  reclaimSeconds: Type.Integer({
    minimum: 5,
    maximum: 3_600,
    default: 300,
    description: 'How long a call survives without its media holder.',
  }),
  mediaAddress: Type.Optional(
    Type.String({
      description: "The one address Janus offers for media. Default: the host's own.",
    }),
  ),
  mediaPublicAddress: Type.Optional(
    Type.String({ description: 'The address browsers see when Janus is behind one-to-one NAT.' }),
  ),
  mediaPorts: Type.String({
    pattern: '^\\d{4,5}-\\d{4,5}$',
    default: '20000-29999',
    description: 'UDP ports of media; the firewall lets them in.',
  }),
  turnUrl: Type.Optional(
    Url('^turns?:', 'TURN server for browsers that cannot send UDP directly.'),
  ),
  turnSecret: Type.Optional(Secret("The TURN server's static-auth-secret.")),
  hasRecording: Type.Boolean({
    default: true,
    description: 'False where no worker has ffmpeg and janus-pp-rec: a banner says so.',
  }),
  mediaKey: Secret('Key that secrets and pins of rooms are derived from.'),
})

const Processes = Type.Object({
  instance: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9-]{1,40}$',
      description:
        'Name of this api instance; a restart under the same name goes on with its calls. Default: the host name.',
    }),
  ),
  holderUrl: Type.Optional(
    Url('^https?://', 'Where other api instances reach this one. Default: its own host and port.'),
  ),
  tlsCertificate: Type.Optional(
    Type.String({ description: 'PEM certificate, where the api itself answers https.' }),
  ),
  tlsKey: Type.Optional(Secret('PEM key of that certificate.')),
  tlsAuthority: Type.Optional(
    Type.String({ description: 'PEM certificate of the own authority, offered at /ca.crt.' }),
  ),
  pagesFolder: Type.String({ default: 'dist/web', description: 'The built pages.' }),
  linkKey: Secret('Key that join links and participants are derived from.'),
  taskQueues: Type.Array(Type.Enum(['sessions', 'notifications', 'media'] as const), {
    default: ['sessions', 'notifications', 'media'],
    description: 'What a worker does, separated by commas.',
  }),
  workflowBundle: Type.Optional(
    Type.String({
      description: 'Prebuilt workflow code; without it a worker bundles at its start.',
    }),
  ),
  cachedWorkflows: Type.Integer({
    minimum: 10,
    default: 500,
    description: 'Sessions a worker keeps in memory; a thousand take about 300 MB.',
  }),
  logLevel: Type.Enum(['debug', 'info', 'warn', 'error'] as const, {
    default: 'info',
    description: 'How much is logged.',
  }),
})

const ThisMachine = Type.Object({
  home: Type.String({
    default: '.lotse',
    description: 'Folder of everything `npm start` keeps; several folders run side by side.',
  }),
  temporalCli: Type.Optional(
    Type.String({ description: 'The temporal program that `npm start` runs.' }),
  ),
  chromium: Type.Optional(Type.String({ description: 'The Chromium that tests run.' })),
  firefox: Type.Optional(Type.String({ description: 'The Firefox that tests run beside it.' })),
  isEmbedded: Type.Boolean({
    default: false,
    description: 'Set by `npm start` for its own processes: the demo is on, plain HTTP is allowed.',
  }),
  mailFolder: Type.Optional(
    Type.String({ description: 'Set by `npm start`: the mails shown at /dev/mail.' }),
  ),
  isDevelopment: Type.Boolean({
    default: false,
    description: 'Set by `npm run dev`: pages come from Vite.',
  }),
})

/** In the order of the table in docs/operations.md. */
export const SECTIONS = {
  Addresses,
  Servers,
  'Signing in': SignIn,
  Media,
  Processes,
  'This machine (`npm start`)': ThisMachine,
} as const

export const Settings = Type.Object({
  ...Addresses.properties,
  ...Servers.properties,
  ...SignIn.properties,
  ...Media.properties,
  ...Processes.properties,
  ...ThisMachine.properties,
})

export type Config = Type.Static<typeof Settings>
export type SettingName = keyof Config

/** databaseUrl → LOTSE_DATABASE_URL; a leading is or has is dropped. */
export function variableOf(name: string): string {
  const words = name.replace(/^(is|has)(?=[A-Z])/, '').replaceAll(/[A-Z]/g, '_$&')
  return `LOTSE_${words.replace(/^_/, '').toUpperCase()}`
}
