-- Who has a page open, over all api instances: decides whom a call rings first. Unlogged, since a
-- row is worth nothing after its lease of a few seconds.
create unlogged table open_pages (
  page uuid not null,
  -- Employee or participant.
  person uuid not null,
  organisation_id uuid not null,
  -- When the page was last in front.
  visible_at timestamptz not null default now(),
  until timestamptz not null,
  primary key (page, person)
);
create index open_pages_person on open_pages (organisation_id, person);
