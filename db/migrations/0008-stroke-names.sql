-- The drawing page's own name of a stroke: written again after a lost answer, it is there once.
alter table strokes add column name text not null;
create unique index strokes_once on strokes (session_id, call_number, actor_id, name);
