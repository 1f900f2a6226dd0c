-- Own sessions, which the employee is responsible for, and those of others are chosen for apart.
-- The event `every` holds for all that have no choice of their own.
alter table notification_settings
  add column scope text not null default 'others',
  add constraint notification_settings_scope check (scope in ('own', 'others')),
  drop constraint notification_settings_pkey,
  add primary key (employee_id, scope, event);
alter table notification_settings alter column scope drop default;

-- What was chosen so far held for both.
insert into notification_settings (organisation_id, employee_id, scope, event, channels, mode)
select organisation_id, employee_id, 'own', event, channels, mode from notification_settings;
