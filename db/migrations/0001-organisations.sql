-- Case and accents ignored, for search and for names that must be unique to the eye.
-- Decomposing first makes the result independent of the locale of the cluster for Latin letters.
create function search_fold(words text) returns text
  language sql immutable strict parallel safe
  return replace(
    lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g') collate "und-x-icu"),
    'ß', 'ss');

create table organisations (
  id uuid primary key default gen_random_uuid(),
  name text not null check (name <> ''),
  created_at timestamptz not null default now()
);

-- Apart from organisations, so that handing out a number does not touch a row everybody refers to.
create table session_counters (
  organisation_id uuid primary key references organisations,
  last_number integer not null default 0 check (last_number >= 0)
);

create table departments (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references organisations,
  name text not null check (name <> ''),
  created_at timestamptz not null default now(),
  unique (organisation_id, id)
);
create unique index departments_name on departments (organisation_id, search_fold(name));

create table employees (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references organisations,
  department_id uuid,
  name text not null check (name <> ''),
  email text not null check (email <> ''),
  role text not null,
  language text,
  -- Null until the first password is set by a one-time link, or for ever with an identity provider.
  password_hash text,
  slack_user_id text,
  folded_name text not null generated always as (search_fold(name)) stored,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  constraint employees_role check (role in ('member', 'moderator', 'administrator')),
  unique (organisation_id, id),
  foreign key (organisation_id, department_id) references departments (organisation_id, id)
);
-- Over the whole installation: the sign-in form asks for no organisation.
create unique index employees_email on employees (lower(email));

create table one_time_links (
  hash text primary key,
  organisation_id uuid not null,
  employee_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (organisation_id, employee_id) references employees (organisation_id, id)
);

create table logins (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null,
  employee_id uuid not null,
  hash text not null unique,
  user_agent text,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  foreign key (organisation_id, employee_id) references employees (organisation_id, id)
);
create index logins_employee on logins (employee_id) where ended_at is null;

create table api_keys (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references organisations,
  name text not null check (name <> ''),
  hash text not null unique,
  -- The first characters, to tell keys apart in a list; the key itself is shown once.
  prefix text not null,
  scopes text[] not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  revoked_at timestamptz,
  unique (organisation_id, id),
  foreign key (organisation_id, created_by) references employees (organisation_id, id)
);

create table audit_log (
  id bigint generated always as identity primary key,
  organisation_id uuid references organisations,
  at timestamptz not null default now(),
  actor_kind text not null,
  actor_id text not null,
  action text not null check (action <> ''),
  target_kind text,
  target_id text,
  details jsonb not null default '{}',
  address text
);
create index audit_log_organisation on audit_log (organisation_id, id);

-- A chain of hashes over ranges of the log: a changed or missing row breaks every later link.
create table audit_seals (
  last_id bigint primary key,
  first_id bigint not null,
  hash text not null,
  sealed_at timestamptz not null default now()
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger audit_log_append_only before update or delete on audit_log
  for each statement execute function refuse_change();
create trigger audit_seals_append_only before update or delete on audit_seals
  for each statement execute function refuse_change();
