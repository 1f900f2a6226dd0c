-- Messages of ticket systems that were taken: an old one, sent again by whoever listened, changes nothing.
create table taken_ticket_messages (
  organisation_id uuid not null,
  ticket_system_id uuid not null,
  message_id text not null,
  taken_at timestamptz not null default now(),
  primary key (ticket_system_id, message_id),
  foreign key (organisation_id, ticket_system_id) references ticket_systems (organisation_id, id)
    on delete cascade
);
create index taken_ticket_messages_age on taken_ticket_messages (taken_at);
