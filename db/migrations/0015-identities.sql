-- Who signs in by an identity provider. A subject belongs to one employee of one organisation, for ever.
create table identities (
  issuer text not null,
  subject text not null,
  organisation_id uuid not null,
  employee_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (issuer, subject),
  unique (issuer, employee_id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id)
);

-- On the way to the provider and back. Deleted by whoever comes back first: it works once.
create table sign_in_attempts (
  hash text primary key,
  organisation_id uuid not null references organisations,
  state text not null,
  nonce text not null,
  verifier text not null,
  return_to text not null,
  expires_at timestamptz not null
);
create index sign_in_attempts_expiry on sign_in_attempts (expires_at);

-- By the provider, and not by a password: such a login is never prolonged.
alter table logins add column is_by_provider boolean not null default false;
