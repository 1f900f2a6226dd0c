create table templates (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references organisations,
  department_id uuid,
  name text not null check (name <> ''),
  -- The video-session module. A session copies what it needs when it is created.
  requests_allowed boolean not null default true,
  recording_allowed boolean not null default true,
  code_user_screenshots boolean not null default false,
  ring_seconds integer not null default 45 check (ring_seconds between 5 and 600),
  max_call_seconds integer not null default 7200 check (max_call_seconds between 60 and 86400),
  promised_minutes integer check (promised_minutes > 0),
  emergency_phone text,
  keep_recordings_days integer check (keep_recordings_days > 0),
  consent_version integer not null default 1,
  created_at timestamptz not null default now(),
  unique (organisation_id, id),
  foreign key (organisation_id, department_id) references departments (organisation_id, id)
);

-- What people agreed to stays readable: a new wording is a new version, never a changed row.
create table consent_texts (
  organisation_id uuid not null,
  template_id uuid not null,
  version integer not null check (version > 0),
  language text not null,
  body text not null check (body <> ''),
  created_at timestamptz not null default now(),
  primary key (template_id, version, language),
  foreign key (organisation_id, template_id) references templates (organisation_id, id)
);
create trigger consent_texts_append_only before update or delete on consent_texts
  for each statement execute function refuse_change();

create table devices (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references organisations,
  template_id uuid not null,
  department_id uuid,
  label text not null check (label <> ''),
  serial text,
  location text,
  folded text not null
    generated always as (search_fold(label || ' ' || coalesce(serial, ''))) stored,
  created_at timestamptz not null default now(),
  unique (organisation_id, id),
  foreign key (organisation_id, template_id) references templates (organisation_id, id),
  foreign key (organisation_id, department_id) references departments (organisation_id, id)
);
create index devices_label on devices (organisation_id, label, id);

create table codes (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null,
  device_id uuid not null,
  -- What the QR on the machine holds; unique over the installation, since its page knows no more.
  code text not null unique check (code ~ '^[A-Za-z0-9-]{6,64}$'),
  pin_hash text,
  expires_at timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  unique (organisation_id, id),
  foreign key (organisation_id, device_id) references devices (organisation_id, id)
);
create index codes_device on codes (device_id);

create table device_grants (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null,
  code_id uuid not null,
  device_id uuid not null,
  hash text not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  unique (organisation_id, id),
  foreign key (organisation_id, code_id) references codes (organisation_id, id),
  foreign key (organisation_id, device_id) references devices (organisation_id, id)
);
create index device_grants_code on device_grants (code_id);

create table request_flows (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null,
  template_id uuid not null,
  -- {"en": …, "de": …}
  title jsonb not null,
  -- In order: [{"kind": "reason" | "requester" | "consent" | "question", "id", "title"?, …}]
  steps jsonb not null check (jsonb_typeof(steps) = 'array'),
  position integer not null default 0,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  unique (organisation_id, id),
  foreign key (organisation_id, template_id) references templates (organisation_id, id)
);
create index request_flows_template on request_flows (template_id, position);

create table action_buttons (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null,
  request_flow_id uuid not null,
  title text not null check (title <> ''),
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  unique (organisation_id, id),
  foreign key (organisation_id, request_flow_id) references request_flows (organisation_id, id)
);

create table drafts (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null,
  action_button_id uuid not null,
  code_id uuid not null,
  -- Holds what a person may have told an assistant: gone when it expires.
  answers jsonb not null,
  transcript text,
  assistant_name text,
  reference text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (organisation_id, action_button_id) references action_buttons (organisation_id, id),
  foreign key (organisation_id, code_id) references codes (organisation_id, id)
);

create table labels (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references organisations,
  name text not null check (name <> ''),
  folded text not null generated always as (search_fold(name)) stored,
  created_at timestamptz not null default now(),
  unique (organisation_id, id),
  unique (organisation_id, folded)
);
