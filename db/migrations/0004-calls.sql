-- Belongs to the installation, not to an organisation.
create table gateways (
  id text primary key,
  url text not null,
  -- The api instance that holds this gateway's calls, for how long, and the how-manieth holder it is.
  holder text,
  holder_url text,
  epoch integer not null default 0,
  until timestamptz,
  created_at timestamptz not null default now()
);

create table calls (
  organisation_id uuid not null,
  session_id uuid not null,
  number integer not null check (number > 0),
  gateway_id text not null,
  phase text not null,
  started_by_kind text not null,
  started_by_id text not null,
  started_at timestamptz not null,
  accepted_at timestamptz,
  ended_at timestamptz,
  end_reason text,
  recording text not null default 'off',
  employees text[] not null default '{}',
  participants text[] not null default '{}',
  primary key (session_id, number),
  constraint calls_phase check (phase in ('ringing', 'live', 'ending', 'over')),
  constraint calls_recording check (recording in ('off', 'asked', 'on')),
  constraint calls_end_reason check (end_reason in (
    'employee_hangup', 'code_user_hangup', 'max_duration', 'completed_by_employee',
    'employee_network_lost', 'code_user_network_lost', 'declined', 'ring_timeout',
    'caller_hangup', 'nobody_joined', 'gateway_lost', 'both_network_lost',
    'cancelled_by_employee')),
  constraint calls_over check ((phase = 'over') = (ended_at is not null and end_reason is not null)),
  unique (organisation_id, session_id, number),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);
create index calls_running on calls (gateway_id) where phase <> 'over';

-- The gateway's own session ids: who takes a gateway over claims them instead of starting anew.
create table gateway_sessions (
  gateway_id text not null references gateways,
  gateway_session text not null,
  organisation_id uuid not null,
  session_id uuid not null,
  call_number integer not null,
  -- The gateway's own ids of each member's connections.
  handles jsonb not null default '{}',
  opened_at timestamptz not null default now(),
  primary key (gateway_id, gateway_session),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);
create index gateway_sessions_call on gateway_sessions (session_id, call_number);

create table consents (
  organisation_id uuid not null,
  session_id uuid not null,
  rev integer not null,
  position integer not null,
  -- Null: given in the request, before any call; covers the first accepted one.
  call_number integer,
  decision text not null,
  participant_id uuid not null,
  at timestamptz not null,
  text_version integer not null,
  language text not null,
  primary key (session_id, rev, position),
  constraint consents_decision check (decision in ('given', 'declined', 'withdrawn')),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id),
  foreign key (organisation_id, participant_id) references participants (organisation_id, id)
);
create trigger consents_append_only before update on consents
  for each statement execute function refuse_change();

create table artefacts (
  id uuid primary key,
  organisation_id uuid not null,
  session_id uuid not null,
  call_number integer not null,
  kind text not null,
  -- Counts within call and kind: "Screenshot 2 of call 1".
  position integer not null default 1,
  state text not null,
  -- Why partial, failed or deleted.
  reason text,
  content_type text,
  bytes bigint,
  duration_ms integer,
  sha256 text,
  object_key text,
  -- Recordings: [[ms in the file, ms since the epoch], …], one pair per stretch.
  time_index jsonb,
  created_at timestamptz not null default now(),
  stored_at timestamptz,
  deleted_at timestamptz,
  constraint artefacts_kind check (kind in ('recording', 'screenshot')),
  constraint artefacts_state
    check (state in ('uploading', 'ready', 'partial', 'failed', 'deleted', 'none')),
  constraint artefacts_stored check (
    state not in ('ready', 'partial')
    or (object_key is not null and sha256 is not null and bytes is not null)),
  unique (organisation_id, id),
  unique (session_id, call_number, kind, position),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);
create index artefacts_pending on artefacts (created_at) where state = 'uploading';

create table recording_segments (
  organisation_id uuid not null,
  session_id uuid not null,
  call_number integer not null,
  position integer not null,
  started_at timestamptz not null,
  stopped_at timestamptz,
  primary key (session_id, call_number, position),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);

-- Commits of an open screenshot, logged before they are relayed; gone once it is composed.
create table screenshot_updates (
  artefact_id uuid not null,
  organisation_id uuid not null,
  seq integer not null,
  body bytea not null,
  actor_kind text not null,
  actor_id text not null,
  at timestamptz not null default now(),
  primary key (artefact_id, seq),
  foreign key (organisation_id, artefact_id) references artefacts (organisation_id, id)
);

create table strokes (
  organisation_id uuid not null,
  session_id uuid not null,
  call_number integer not null,
  id bigint generated always as identity,
  actor_kind text not null,
  actor_id text not null,
  -- When it began, and its points with times, as they crossed the call socket.
  at timestamptz not null,
  body bytea not null,
  primary key (session_id, call_number, id),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);
