-- When what the code user left was erased last. Whoever writes words of a person holds this row for
-- share in the writing statement, and finds it as it was when they read them; see docs/adr/0021.
alter table session_origins add column erased_at timestamptz;
update session_origins
set erased_at = to_timestamp((sessions.state ->> 'erasedAt')::float8 / 1000)
from sessions
where sessions.id = session_origins.session_id and sessions.state ->> 'erasedAt' is not null;

-- The bell looks a name up where it is kept: there is no copy that could outlive it. Null where the
-- code user caused the news, or nobody did.
alter table deliveries
  add column by_employee_id uuid,
  add foreign key (organisation_id, by_employee_id) references employees (organisation_id, id);
update deliveries
set by_employee_id = named.id
from (
  -- Uuids have no min(); of namesakes nobody can tell who it was.
  select organisation_id, name, (array_agg(id))[1] as id
  from employees group by organisation_id, name having count(*) = 1
) named
where named.organisation_id = deliveries.organisation_id and named.name = deliveries.by_name
  and not exists (
    select from session_texts
    where session_texts.session_id = deliveries.session_id and session_texts.kind = 'requester'
      and session_texts.body = deliveries.by_name);
alter table deliveries drop column by_name;

-- An erased employee gets nothing any more, whoever writes it and whatever they read before: the lock
-- lets an erasure that runs end first, and makes one that comes wait for us.
create function refuse_for_erased() returns trigger language plpgsql as $$
begin
  if new.employee_id is null then return new; end if;
  perform from employees where id = new.employee_id and erased_at is null for share;
  if found then return new; end if;
  raise exception 'employee % is erased', new.employee_id
    using errcode = 'foreign_key_violation', constraint = 'employee_is_erased';
end $$;
create trigger logins_for_erased before insert or update of employee_id on logins
  for each row execute function refuse_for_erased();
create trigger one_time_links_for_erased before insert or update of employee_id on one_time_links
  for each row execute function refuse_for_erased();
create trigger identities_for_erased before insert or update of employee_id on identities
  for each row execute function refuse_for_erased();
create trigger notification_settings_for_erased
  before insert or update of employee_id on notification_settings
  for each row execute function refuse_for_erased();
create trigger push_subscriptions_for_erased
  before insert or update of employee_id on push_subscriptions
  for each row execute function refuse_for_erased();

create function refuse_erased() returns trigger language plpgsql as $$
begin
  raise exception 'employee % is erased', old.id
    using errcode = 'foreign_key_violation', constraint = 'employee_is_erased';
end $$;
create trigger employees_erased before update on employees
  for each row when (old.erased_at is not null) execute function refuse_erased();
