-- More roles at the desk, for all states or for some, and leaders who were invited, have joined, or were stopped.

alter table leaders
    drop constraint leaders_role_check,
    add constraint leaders_role_check check (role in ('owner', 'editor', 'moderator', 'deliverer', 'partner')),
    add column states text[] not null default '{}',
    add constraint leaders_states_check check (role = 'deliverer' or states = '{}'),
    add column joined_at timestamptz,
    add column stopped_at timestamptz;
comment on column leaders.states is 'USPS codes of the states that a deliverer works in; empty: all of them.';
comment on column leaders.joined_at is 'Since when they can prove a second factor; null: invited only.';
comment on column leaders.stopped_at is 'Since when they can''t come in any more; what they did stays in the audit trail.';
