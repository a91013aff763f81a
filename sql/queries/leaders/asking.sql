-- name: hold_leader$
-- The leader with an address, unless stopped; two who ask for the same one go one after the other.
select leader_id from leaders where email_key = :email_key and stopped_at is null for no key update;

-- name: count_asked^
-- How many sign-in letters a leader got, and how many a network asked for, since then.
select
    (
        select count(*) from leader_letters
        where leader_id = :leader_id and kind = 'sign_in' and created_at > :since
    ) as letters,
    (select count(*) from leader_letters where network = :network and created_at > :since) as asked;
