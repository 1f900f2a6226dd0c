create table sessions (
  id uuid primary key,
  organisation_id uuid not null references organisations,
  number integer not null check (number > 0),
  rev integer not null check (rev > 0),
  status text not null,
  status_since timestamptz not null,
  -- When each status was reached last: {"requested": ms, …}
  status_times jsonb not null default '{}',
  -- The workflow's state after this revision; a lost or finished run goes on from it.
  state jsonb not null,
  device_id uuid not null,
  template_id uuid not null,
  -- Of the device, else of the template, when the session was created: whose moderators oversee it.
  department_id uuid,
  responsible_id uuid,
  visibility text not null,
  created_by_kind text not null,
  created_by_id text not null,
  api_key_id uuid,
  external_key text,
  external_body_hash text,
  last_seq integer not null,
  created_at timestamptz not null,
  changed_at timestamptz not null default now(),
  over_at timestamptz,
  constraint sessions_status
    check (status in ('requested', 'confirmed', 'in_progress', 'done', 'cancelled')),
  constraint sessions_visibility check (visibility in ('public', 'internal')),
  unique (organisation_id, id),
  unique (organisation_id, number),
  foreign key (organisation_id, device_id) references devices (organisation_id, id),
  foreign key (organisation_id, template_id) references templates (organisation_id, id),
  foreign key (organisation_id, department_id) references departments (organisation_id, id),
  foreign key (organisation_id, responsible_id) references employees (organisation_id, id),
  foreign key (organisation_id, api_key_id) references api_keys (organisation_id, id)
);
create unique index sessions_external_key on sessions (organisation_id, api_key_id, external_key)
  where external_key is not null;
create index sessions_status_number on sessions (organisation_id, status, number desc);
create index sessions_device on sessions (organisation_id, device_id, number desc);
create index sessions_responsible on sessions (organisation_id, responsible_id, number desc);
create index sessions_changed on sessions (changed_at);

-- Which command made which revision: what makes a repeated commit harmless.
create table session_commits (
  organisation_id uuid not null,
  session_id uuid not null,
  command_id text not null,
  rev integer not null,
  body_hash text not null,
  committed_at timestamptz not null default now(),
  primary key (session_id, command_id),
  unique (session_id, rev),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);

-- Free text is stored before the command that refers to it, so there is no session to refer to yet.
create table session_texts (
  id uuid primary key,
  organisation_id uuid not null references organisations,
  session_id uuid not null,
  command_id text not null,
  kind text not null,
  body text not null,
  folded text not null generated always as (search_fold(body)) stored,
  created_at timestamptz not null default now(),
  linked_at timestamptz
);
create index session_texts_session on session_texts (session_id, kind);
create index session_texts_unlinked on session_texts (created_at) where linked_at is null;

-- Where a session came from; stored before the first command, like its texts.
create table session_origins (
  session_id uuid primary key,
  organisation_id uuid not null references organisations,
  language text not null,
  code_id uuid,
  device_grant_id uuid,
  request_flow_id uuid,
  action_button_id uuid,
  created_at timestamptz not null default now(),
  foreign key (organisation_id, code_id) references codes (organisation_id, id),
  foreign key (organisation_id, device_grant_id) references device_grants (organisation_id, id),
  foreign key (organisation_id, request_flow_id) references request_flows (organisation_id, id),
  foreign key (organisation_id, action_button_id) references action_buttons (organisation_id, id)
);
create index session_origins_code on session_origins (code_id);
create index session_origins_grant on session_origins (device_grant_id);

create table session_history (
  organisation_id uuid not null,
  session_id uuid not null,
  seq integer not null check (seq > 0),
  rev integer not null,
  at timestamptz not null,
  kind text not null,
  actor_kind text not null,
  actor_id text not null,
  details jsonb not null default '{}',
  primary key (session_id, seq),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);
create trigger session_history_append_only before update on session_history
  for each statement execute function refuse_change();

create table session_recipients (
  organisation_id uuid not null,
  session_id uuid not null,
  employee_id uuid not null,
  rule text not null,
  department_id uuid,
  added_at timestamptz not null default now(),
  primary key (session_id, employee_id),
  constraint session_recipients_rule
    check (rule in ('device_department', 'template_department', 'organisation', 'assigned')),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id),
  foreign key (organisation_id, department_id) references departments (organisation_id, id)
);
create index session_recipients_employee on session_recipients (employee_id, session_id);

create table session_seen (
  organisation_id uuid not null,
  session_id uuid not null,
  employee_id uuid not null,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (session_id, employee_id),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id)
);

create table participants (
  id uuid primary key,
  organisation_id uuid not null,
  session_id uuid not null,
  state text not null,
  via text not null,
  added_at timestamptz not null default now(),
  admitted_at timestamptz,
  constraint participants_state check (state in ('admitted', 'pending')),
  constraint participants_via check (via in ('request', 'claim', 'join_link')),
  unique (organisation_id, id),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);
create index participants_session on participants (session_id);

create table join_links (
  organisation_id uuid not null,
  session_id uuid not null,
  -- Re-issuing raises the number, and with it the derived secret; only the highest is valid.
  number integer not null check (number > 0),
  hash text not null unique,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (session_id, number),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);

create table ticket_links (
  organisation_id uuid not null,
  session_id uuid not null,
  system text not null,
  key text not null,
  -- The text holds {"url"?, "title"?} as it was given.
  text_id uuid,
  -- Told by the ticket system later on.
  state text,
  folded text not null generated always as (search_fold(key)) stored,
  linked_at timestamptz not null default now(),
  primary key (session_id, system, key),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id)
);
create index ticket_links_ticket on ticket_links (organisation_id, system, key);

create table session_labels (
  organisation_id uuid not null,
  session_id uuid not null,
  label_id uuid not null,
  primary key (session_id, label_id),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id),
  foreign key (organisation_id, label_id) references labels (organisation_id, id)
);
create index session_labels_label on session_labels (label_id, session_id);

create table ratings (
  session_id uuid primary key,
  organisation_id uuid not null,
  participant_id uuid not null,
  stars integer not null check (stars between 1 and 5),
  rated_at timestamptz not null default now(),
  foreign key (organisation_id, session_id) references sessions (organisation_id, id),
  foreign key (organisation_id, participant_id) references participants (organisation_id, id)
);
