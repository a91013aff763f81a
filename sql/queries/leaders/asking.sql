-- name: wait_for_turn!
-- Two who ask for the same address go one after the other, whether a leader has it or not.
select pg_advisory_xact_lock(:lock::bigint);

-- name: find_leader$
-- The leader with an address, unless stopped, or invited so long ago that they can't join any more.
select leader_id from leaders l
where email_key = :email_key and stopped_at is null and (
    joined_at is not null or created_at > :invited_since or exists (
        select 1 from leader_letters
        where leader_id = l.leader_id and kind = 'invitation' and created_at > :invited_since
    )
);

-- name: count_asked^
-- How many sign-in letters a leader got, and how many a network asked for, since then.
select
    (
        select count(*) from leader_letters
        where leader_id = :leader_id and kind = 'sign_in' and created_at > :since
    ) as letters,
    (select count(*) from leader_letters where network = :network and created_at > :since) as asked;
