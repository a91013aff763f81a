-- name: find_setting$
-- What the campaign set: on, off, or nothing yet.
select value from site_facts where name = 'second_person';

-- name: set_setting!
-- Set it.
insert into site_facts (name, value) values ('second_person', :value)
on conflict (name) do update set value = excluded.value;
