create table deliveries (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null,
  session_id uuid not null,
  rev integer not null,
  event text not null,
  recipient_kind text not null,
  recipient_id text not null,
  channel text not null,
  state text not null,
  attempts integer not null default 0,
  -- What the channel answered and needs to change the message later: {"channel", "ts"}, {"messageId"}.
  receipt jsonb,
  error text,
  -- Who caused the event, by name, for the bell.
  by_name text,
  created_at timestamptz not null default now(),
  claimed_at timestamptz,
  sent_at timestamptz,
  read_at timestamptz,
  constraint deliveries_recipient_kind check (recipient_kind in ('employee', 'participant', 'address')),
  constraint deliveries_channel check (channel in ('in_app', 'mail', 'slack', 'push')),
  constraint deliveries_state check (state in ('claimed', 'sent', 'failed', 'skipped')),
  unique (session_id, rev, event, recipient_kind, recipient_id, channel),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);
create index deliveries_bell on deliveries (organisation_id, recipient_id, created_at desc, id)
  where channel = 'in_app';
create index deliveries_slack on deliveries (session_id) where channel = 'slack';

create table notification_settings (
  organisation_id uuid not null,
  employee_id uuid not null,
  event text not null,
  -- In order of preference.
  channels text[] not null,
  mode text not null default 'all',
  primary key (employee_id, event),
  constraint notification_settings_mode check (mode in ('all', 'first')),
  constraint notification_settings_channels
    check (channels <@ array['in_app', 'mail', 'slack', 'push']),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id)
);

create table push_subscriptions (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references organisations,
  employee_id uuid,
  participant_id uuid,
  endpoint text not null unique,
  keys jsonb not null,
  created_at timestamptz not null default now(),
  check (num_nonnulls(employee_id, participant_id) = 1),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id),
  foreign key (organisation_id, participant_id) references participants (organisation_id, id)
);

create table webhook_endpoints (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references organisations,
  url text not null,
  -- Signs what is sent, so it cannot be kept as a hash.
  secret text not null,
  -- Kinds of history lines.
  events text[] not null,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  disabled_because text,
  unique (organisation_id, id)
);
create index webhook_endpoints_organisation on webhook_endpoints (organisation_id)
  where disabled_at is null;

create table webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null,
  endpoint_id uuid not null,
  session_id uuid not null,
  rev integer not null,
  event text not null,
  state text not null default 'waiting',
  attempts integer not null default 0,
  error text,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  constraint webhook_deliveries_state check (state in ('waiting', 'sent', 'failed')),
  unique (endpoint_id, session_id, rev, event),
  foreign key (organisation_id, endpoint_id) references webhook_endpoints (organisation_id, id),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);
create index webhook_deliveries_waiting on webhook_deliveries (endpoint_id, created_at)
  where state = 'waiting';
