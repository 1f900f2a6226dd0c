-- Tickets that are being made: until when nobody else makes them, whatever became of who began.
create table ticket_creations (
  id uuid primary key,
  organisation_id uuid not null,
  ticket_system_id uuid not null,
  claimed_until timestamptz not null,
  foreign key (organisation_id, ticket_system_id) references ticket_systems (organisation_id, id)
    on delete cascade
);
create index ticket_creations_age on ticket_creations (claimed_until);
