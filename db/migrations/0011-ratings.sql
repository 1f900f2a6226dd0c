-- Whether the code user is asked, once a session of such a device is DONE, what it was worth.
alter table templates add column if not exists rating_allowed boolean not null default true;

-- Internal labels are for employees; a code user reads the public ones of their own session.
alter table labels add column if not exists is_public boolean not null default false;
