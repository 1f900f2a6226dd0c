-- One statement, one round trip, one transaction: everything a command changes, or nothing.
-- $1 is {"change": SessionChange, "joinLink": {"number", "hash"} | null}.
-- Returns one row when this call or an earlier one with the same command wrote the revision.
with input as (
  select
    change,
    change -> 'next' as state,
    (change -> 'next' ->> 'sessionId')::uuid as id,
    (change -> 'next' ->> 'organisationId')::uuid as organisation_id,
    (change -> 'next' ->> 'rev')::integer as rev,
    (change ->> 'fromRev')::integer as from_rev,
    change ->> 'commandId' as command_id,
    change -> 'next' ->> 'status' as status,
    to_timestamp((change -> 'next' ->> 'statusSince')::float8 / 1000) as status_since,
    jsonb_array_length(change -> 'history') as line_count,
    (change -> 'endedCall' ->> 'number')::integer as ended_call,
    whole -> 'joinLink' as join_link
  from (select $1::text::jsonb as whole) parameter
  cross join lateral (select whole -> 'change' as change) split
),
repeated as (
  select session_commits.rev, sessions.number
  from input
  join session_commits on session_commits.session_id = input.id
    and session_commits.command_id = input.command_id
  join sessions on sessions.id = input.id and sessions.organisation_id = input.organisation_id
),
fresh as (
  select * from input where not exists (select from repeated)
),
counted as (
  update session_counters
  set last_number = last_number + 1
  from fresh
  where fresh.from_rev = 0
    and session_counters.organisation_id = fresh.organisation_id
    and not exists (select from sessions where sessions.id = fresh.id)
  returning last_number
),
created as (
  insert into sessions (
    id, organisation_id, number, rev, status, status_since, status_times, state,
    device_id, template_id, department_id, responsible_id, visibility,
    created_by_kind, created_by_id, api_key_id, external_key, external_body_hash,
    last_seq, created_at, over_at)
  select
    fresh.id, fresh.organisation_id, counted.last_number, fresh.rev, fresh.status,
    fresh.status_since, jsonb_build_object(fresh.status, state -> 'statusSince'),
    jsonb_set(state, '{number}', to_jsonb(counted.last_number)),
    devices.id, templates.id, coalesce(devices.department_id, templates.department_id),
    (state ->> 'responsible')::uuid, state ->> 'visibility',
    state -> 'createdBy' ->> 'kind', state -> 'createdBy' ->> 'id',
    (change -> 'externalKey' ->> 'apiClientId')::uuid,
    change -> 'externalKey' ->> 'key', change -> 'externalKey' ->> 'bodyHash',
    fresh.line_count, to_timestamp((state ->> 'createdAt')::float8 / 1000),
    case when fresh.status in ('done', 'cancelled') then fresh.status_since end
  from fresh
  cross join counted
  join devices on devices.organisation_id = fresh.organisation_id
    and devices.id = (state ->> 'deviceId')::uuid
  join templates on templates.organisation_id = fresh.organisation_id
    and templates.id = (state ->> 'templateId')::uuid
  on conflict (id) do nothing
  returning id, organisation_id, number, rev, last_seq
),
updated as (
  update sessions
  set rev = fresh.rev,
    status = fresh.status,
    status_since = fresh.status_since,
    status_times =
      sessions.status_times || jsonb_build_object(fresh.status, fresh.state -> 'statusSince'),
    state = fresh.state,
    responsible_id = (fresh.state ->> 'responsible')::uuid,
    visibility = fresh.state ->> 'visibility',
    last_seq = sessions.last_seq + fresh.line_count,
    changed_at = now(),
    over_at = case when fresh.status in ('done', 'cancelled') then fresh.status_since end
  from fresh
  where sessions.id = fresh.id
    and sessions.organisation_id = fresh.organisation_id
    and sessions.rev = fresh.from_rev
    and fresh.from_rev > 0
  returning sessions.id, sessions.organisation_id, sessions.number, sessions.rev, sessions.last_seq
),
-- Empty when nothing was written; everything below hangs on it.
written as (
  select written.*, fresh.change, fresh.state, fresh.ended_call, fresh.line_count, fresh.join_link
  from (select * from created union all select * from updated) written
  cross join fresh
),
remembered as (
  insert into session_commits (organisation_id, session_id, command_id, rev, body_hash)
  select organisation_id, id, change ->> 'commandId', rev, change ->> 'bodyHash' from written
),
told as (
  insert into session_history (
    organisation_id, session_id, seq, rev, at, kind, actor_kind, actor_id, details)
  select
    organisation_id, id, last_seq - line_count + position, rev,
    to_timestamp((line ->> 'at')::float8 / 1000), line ->> 'kind',
    line -> 'actor' ->> 'kind', line -> 'actor' ->> 'id',
    line - 'at' - 'kind' - 'actor'
  from written
  cross join jsonb_array_elements(change -> 'history') with ordinality as lines (line, position)
),
linked_texts as (
  update session_texts
  set linked_at = now()
  from written
  where session_texts.session_id = written.id
    and session_texts.organisation_id = written.organisation_id
    and session_texts.linked_at is null
    and written.change -> 'textIds' ? session_texts.id::text
),
dropped_recipients as (
  delete from session_recipients
  using written
  where session_recipients.session_id = written.id
    and not exists (
      select from jsonb_array_elements(written.state -> 'recipients') recipient
      where (recipient ->> 'id')::uuid = session_recipients.employee_id)
),
added_recipients as (
  insert into session_recipients (organisation_id, session_id, employee_id, rule, department_id)
  select organisation_id, id, (recipient ->> 'id')::uuid,
    recipient -> 'because' ->> 'rule', (recipient -> 'because' ->> 'departmentId')::uuid
  from written
  cross join jsonb_array_elements(state -> 'recipients') recipient
  on conflict (session_id, employee_id) do nothing
),
kept_participants as (
  insert into participants (id, organisation_id, session_id, state, via, admitted_at)
  select (participant ->> 'id')::uuid, organisation_id, written.id, participant ->> 'state',
    participant ->> 'via', case when participant ->> 'state' = 'admitted' then now() end
  from written
  cross join jsonb_array_elements(state -> 'participants') participant
  on conflict (id) do update
  set state = excluded.state, admitted_at = coalesce(participants.admitted_at, excluded.admitted_at)
  where participants.session_id = excluded.session_id and participants.state <> excluded.state
),
dropped_tickets as (
  delete from ticket_links
  using written
  where ticket_links.session_id = written.id
    and not exists (
      select from jsonb_array_elements(written.state -> 'ticketLinks') ticket
      where ticket ->> 'system' = ticket_links.system and ticket ->> 'key' = ticket_links.key)
),
kept_tickets as (
  insert into ticket_links (organisation_id, session_id, system, key, text_id)
  select organisation_id, id, ticket ->> 'system', ticket ->> 'key', (ticket ->> 'textId')::uuid
  from written
  cross join jsonb_array_elements(state -> 'ticketLinks') ticket
  on conflict (session_id, system, key) do update
  set text_id = excluded.text_id
  where ticket_links.text_id is distinct from excluded.text_id
),
dropped_labels as (
  delete from session_labels
  using written
  where session_labels.session_id = written.id
    and not written.state -> 'labels' ? session_labels.label_id::text
),
added_labels as (
  insert into session_labels (organisation_id, session_id, label_id)
  select written.organisation_id, written.id, labels.id
  from written
  cross join jsonb_array_elements_text(state -> 'labels') label
  -- One that was deleted meanwhile is no reason to refuse the rest.
  join labels on labels.organisation_id = written.organisation_id and labels.id = label::uuid
  on conflict (session_id, label_id) do nothing
),
rated as (
  insert into ratings (session_id, organisation_id, participant_id, stars, rated_at)
  select id, organisation_id, (rating ->> 'participant')::uuid, (rating ->> 'stars')::integer,
    to_timestamp((rating ->> 'at')::float8 / 1000)
  from written
  cross join lateral (select state -> 'rating' as rating) given
  where jsonb_typeof(rating) = 'object'
  on conflict (session_id) do update
  set participant_id = excluded.participant_id, stars = excluded.stars, rated_at = excluded.rated_at
  where ratings.rated_at <> excluded.rated_at
),
running_call as (
  insert into calls (
    organisation_id, session_id, number, gateway_id, phase, started_by_kind, started_by_id,
    started_at, accepted_at, recording, employees, participants)
  select
    organisation_id, id, (call ->> 'number')::integer, call ->> 'gateway', call ->> 'phase',
    call -> 'startedBy' ->> 'kind', call -> 'startedBy' ->> 'id',
    to_timestamp((call ->> 'startedAt')::float8 / 1000),
    to_timestamp((call ->> 'acceptedAt')::float8 / 1000), call ->> 'recording',
    array(select jsonb_array_elements_text(call -> 'employees')),
    array(select jsonb_array_elements_text(call -> 'participants'))
  from written
  cross join lateral (select state -> 'call' as call) running
  where jsonb_typeof(call) = 'object' and (call ->> 'number')::integer is distinct from ended_call
  on conflict (session_id, number) do update
  set gateway_id = excluded.gateway_id, phase = excluded.phase,
    accepted_at = excluded.accepted_at, recording = excluded.recording,
    employees = excluded.employees, participants = excluded.participants
),
ended_call as (
  update calls
  set phase = 'over', recording = 'off',
    accepted_at = to_timestamp((change -> 'endedCall' ->> 'acceptedAt')::float8 / 1000),
    ended_at = to_timestamp((change -> 'endedCall' ->> 'endedAt')::float8 / 1000),
    end_reason = change -> 'endedCall' ->> 'reason',
    employees = array(select jsonb_array_elements_text(change -> 'endedCall' -> 'employees')),
    participants = array(select jsonb_array_elements_text(change -> 'endedCall' -> 'participants'))
  from written
  where calls.session_id = written.id and calls.number = written.ended_call
),
kept_segments as (
  insert into recording_segments (
    organisation_id, session_id, call_number, position, started_at, stopped_at)
  select organisation_id, id, (state -> 'call' ->> 'number')::integer, position,
    to_timestamp((segment ->> 'startedAt')::float8 / 1000),
    to_timestamp((segment ->> 'stoppedAt')::float8 / 1000)
  from written
  cross join jsonb_array_elements(
    case when jsonb_typeof(state -> 'call') = 'object' then state -> 'call' -> 'segments'
      else '[]' end) with ordinality as segments (segment, position)
  where (state -> 'call' ->> 'number')::integer is distinct from ended_call
  on conflict (session_id, call_number, position) do update
  set stopped_at = excluded.stopped_at
  where recording_segments.stopped_at is distinct from excluded.stopped_at
),
stopped_segments as (
  update recording_segments
  set stopped_at = to_timestamp((change -> 'endedCall' ->> 'endedAt')::float8 / 1000)
  from written
  where recording_segments.session_id = written.id
    and recording_segments.call_number = written.ended_call
    and recording_segments.stopped_at is null
),
decided as (
  insert into consents (
    organisation_id, session_id, rev, position, call_number, decision, participant_id, at,
    text_version, language)
  select organisation_id, id, rev, position, (consent ->> 'call')::integer,
    consent ->> 'decision', (consent ->> 'participant')::uuid,
    to_timestamp((consent ->> 'at')::float8 / 1000), (consent ->> 'textVersion')::integer,
    consent ->> 'language'
  from written
  cross join jsonb_array_elements(change -> 'consents') with ordinality as all_of (consent, position)
),
new_artefacts as (
  insert into artefacts (id, organisation_id, session_id, call_number, kind, position, state)
  select (artefact ->> 'id')::uuid, organisation_id, written.id, (artefact ->> 'call')::integer,
    artefact ->> 'kind', coalesce((artefact ->> 'position')::integer, 1), 'uploading'
  from written
  cross join jsonb_array_elements(change -> 'newArtefacts') artefact
  on conflict (id) do nothing
),
first_join_link as (
  insert into join_links (organisation_id, session_id, number, hash)
  select organisation_id, id, (join_link ->> 'number')::integer, join_link ->> 'hash'
  from written
  where jsonb_typeof(join_link) = 'object'
  on conflict (session_id, number) do nothing
),
webhooks as (
  insert into webhook_deliveries (organisation_id, endpoint_id, session_id, rev, seq, event)
  select written.organisation_id, webhook_endpoints.id, written.id, rev,
    last_seq - line_count + position, line ->> 'kind'
  from written
  cross join jsonb_array_elements(change -> 'history') with ordinality as lines (line, position)
  join webhook_endpoints on webhook_endpoints.organisation_id = written.organisation_id
    and webhook_endpoints.disabled_at is null
    and line ->> 'kind' = any (webhook_endpoints.events)
  returning organisation_id, endpoint_id
),
comments as (
  insert into ticket_comments (
    organisation_id, endpoint_id, session_id, key, kind, seq, call_number)
  select written.organisation_id, ticket_systems.id, written.id, ticket ->> 'key', told.kind,
    last_seq - line_count + position, (line ->> 'call')::integer
  from written
  cross join jsonb_array_elements(change -> 'history') with ordinality as lines (line, position)
  cross join lateral (
    -- The way in, for whoever waits at the ticket; a code user who asked themselves is in already.
    select 'join_link' as kind, line -> 'ticket' as ticket
    where line ->> 'kind' = 'ticket_linked' and state -> 'createdBy' ->> 'kind' <> 'code_user'
    union all
    -- A call that nobody accepted has no length, and leaves nothing to read.
    select 'call', linked
    from jsonb_array_elements(state -> 'ticketLinks') linked
    where line ->> 'kind' = 'call_ended' and line ? 'durationMs'
  ) told
  join ticket_systems on ticket_systems.organisation_id = written.organisation_id
    and ticket_systems.disabled_at is null
    and ticket_systems.name = ticket ->> 'system'
  on conflict (endpoint_id, session_id, key, seq) do nothing
  returning organisation_id, endpoint_id
),
waiting as (
  select distinct organisation_id, 'webhooks' as kind, endpoint_id from webhooks
  union all
  select distinct organisation_id, 'tickets', endpoint_id from comments
),
-- One row whatever waits.
woken as (
  select count(pg_notify('waiting', json_build_object(
    'organisation', organisation_id, 'kind', kind, 'endpoint', endpoint_id,
    'isNow', false)::text))
  from waiting
),
-- Read below, since a select that nobody reads is not run.
notified as (
  select pg_notify('session', json_build_object(
    'organisation', organisation_id, 'id', id, 'number', number, 'rev', rev)::text)
  from written
)
select written.rev, written.number from written cross join notified cross join woken
union all
select rev, number from repeated
