-- Of what we write into the tickets of a system.
alter table ticket_systems add column language text not null default 'en';
