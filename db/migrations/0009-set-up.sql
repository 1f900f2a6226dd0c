-- What administrators set up in the console.

alter table labels
  add column name_de text check (name_de <> ''),
  add column colour text not null default 'grey',
  add column disabled_at timestamptz,
  add constraint labels_colour
    check (colour in ('grey', 'teal', 'blue', 'green', 'amber', 'red', 'violet'));

-- Out of service: its codes give nothing, its sessions stay.
alter table devices add column disabled_at timestamptz;

-- A rotated key stays the same client, so that external keys and retries still meet their sessions:
-- only its secret changes, and the one before stays valid for a while.
alter table api_keys
  add column expires_at timestamptz,
  add column previous_hash text unique,
  add column previous_until timestamptz;

-- Keys from before could do all of this.
update api_keys set scopes = array['sessions', 'drafts', 'devices:read'] where scopes = array['sessions'];

-- What a person was shown, or an assistant answered, stays what it was while a flow is edited.
alter table request_flows add column version integer not null default 1;
create table request_flow_versions (
  organisation_id uuid not null,
  request_flow_id uuid not null,
  version integer not null check (version > 0),
  title jsonb not null,
  steps jsonb not null check (jsonb_typeof(steps) = 'array'),
  created_at timestamptz not null default now(),
  primary key (request_flow_id, version),
  foreign key (organisation_id, request_flow_id) references request_flows (organisation_id, id)
);
create trigger request_flow_versions_append_only before update or delete on request_flow_versions
  for each statement execute function refuse_change();
insert into request_flow_versions (organisation_id, request_flow_id, version, title, steps)
  select organisation_id, id, 1, title, steps from request_flows;

alter table drafts
  add column request_flow_id uuid,
  add column flow_version integer not null default 1;
update drafts set request_flow_id = b.request_flow_id
  from action_buttons b where b.id = drafts.action_button_id;
alter table drafts
  alter column request_flow_id set not null,
  add foreign key (organisation_id, request_flow_id)
    references request_flows (organisation_id, id);
