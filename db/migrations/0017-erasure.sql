-- What an assistant prepared for a session goes with what the person sent: no foreign key, since
-- drafts expire before their sessions do.
alter table session_origins add column draft_id uuid;

-- Somebody whose name and address were erased; only an id is left, for the histories that hold it.
alter table employees add column erased_at timestamptz;
