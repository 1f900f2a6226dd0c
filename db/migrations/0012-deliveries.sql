-- Webhooks: one row per history line, in order per session by its sequence number.
alter table webhook_endpoints
  -- Still signed with while receivers change over to the new one.
  add column previous_secret text,
  add column previous_secret_until timestamptz,
  -- Attempts in a row that failed for reasons of the whole endpoint, and when it is tried again.
  add column failures integer not null default 0,
  add column resume_at timestamptz;

alter table webhook_deliveries
  alter column session_id drop not null,
  alter column rev drop not null,
  -- Of the history line; null for a test.
  add column seq integer,
  add column next_at timestamptz not null default now(),
  -- When it began to wait: a replay begins anew.
  add column waiting_since timestamptz not null default now(),
  -- What the receiver answered last.
  add column answered integer,
  drop constraint webhook_deliveries_endpoint_id_session_id_rev_event_key,
  add unique (endpoint_id, session_id, seq);
drop index webhook_deliveries_waiting;
create index webhook_deliveries_waiting on webhook_deliveries (endpoint_id, session_id, seq)
  where state = 'waiting';
create index webhook_deliveries_log on webhook_deliveries (endpoint_id, created_at desc, id);

-- Ticket systems that sessions speak with, each under the name that ticket links carry.
create table ticket_systems (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references organisations,
  name text not null check (name ~ '^[A-Za-z0-9._-]{1,60}$'),
  kind text not null,
  url text not null,
  -- What we show it: a token, or the secret that signs what we send. Cannot be kept as a hash.
  credential text not null,
  -- What it signs its own messages with.
  inbound_secret text not null,
  failures integer not null default 0,
  resume_at timestamptz,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  constraint ticket_systems_kind check (kind in ('request_tracker', 'signed_webhook')),
  unique (organisation_id, id),
  unique (organisation_id, name)
);

create table ticket_comments (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null,
  endpoint_id uuid not null,
  session_id uuid not null,
  key text not null,
  -- `join_link`: the code user's way in; `call`: what became of one call.
  kind text not null,
  -- Of the history line that it tells.
  seq integer not null,
  call_number integer,
  state text not null default 'waiting',
  attempts integer not null default 0,
  error text,
  next_at timestamptz not null default now(),
  waiting_since timestamptz not null default now(),
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  constraint ticket_comments_kind check (kind in ('join_link', 'call')),
  constraint ticket_comments_state check (state in ('waiting', 'sent', 'failed')),
  unique (endpoint_id, session_id, key, seq),
  foreign key (organisation_id, endpoint_id) references ticket_systems (organisation_id, id),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);
create index ticket_comments_waiting on ticket_comments (endpoint_id, session_id, seq)
  where state = 'waiting';
