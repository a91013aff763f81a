-- Approvals: what one leader asks for and another decides.

create table approvals (
    approval_id int generated always as identity primary key,
    kind text not null,
    subject text not null,
    details jsonb not null,
    sealed bytea not null,
    asked_by int not null references leaders,
    asked_at timestamptz not null,
    reason text not null,
    expires_at timestamptz not null,
    status text not null check (status in ('open', 'approved', 'refused', 'withdrawn', 'expired')),
    decided_by int references leaders,
    decided_at timestamptz,
    decision text not null default '',
    outcome text not null default '',
    taken_at timestamptz,
    check ((status = 'open') = (decided_at is null)),
    check (status not in ('approved', 'refused') or decided_by <> asked_by)
);
create index approvals_open on approvals (expires_at) where status = 'open';
create index approvals_by_asker on approvals (asked_by, approval_id);
comment on table approvals is 'What waits for a second person, and what that one said.';
comment on column approvals.sealed is 'What is to be done, encrypted: it may name somebody.';
comment on column approvals.decision is 'Why it was decided so.';
comment on column approvals.outcome is 'The address at the desk where what came of it is.';
comment on column approvals.taken_at is 'When the file that was approved was taken: once.';
