-- name: add_letter!
-- A letter to a leader, or one to nobody.
insert into leader_letters (letter_id, leader_id, kind, matter, language, network, created_at, due_at, status_at)
values (:letter_id, :leader_id, :kind, :matter, :language, :network, :at, :at, :at);

-- name: claim
-- Letters that are due, for one sender until the lease ends.
update leader_letters set leased_until = :leased_until, attempts = attempts + 1
where letter_id in (
    select letter_id from leader_letters
    where status = 'waiting' and due_at <= :now and (leased_until is null or leased_until <= :now)
    order by due_at limit :most
    for update skip locked
)
returning letter_id, leader_id, kind, matter, language, created_at, attempts;

-- name: find_addressee^
-- The leader a letter is to, unless stopped, and the campaign's name in a language.
select l.leader_id, l.email_key, l.sealed, l.role, coalesce(p.code, '') as partner, l.states, (
    select name from campaign_texts where language in (:language, 'en') order by language = 'en' limit 1
) as campaign
from leaders l
left join partners p on p.partner_id = l.partner_id
where l.leader_id = :leader_id and l.stopped_at is null;

-- name: end_letter!
-- What became of a letter.
update leader_letters set status = :status, status_at = :now, last_error = :said, leased_until = null
where letter_id = :letter_id and status = 'waiting';

-- name: delay_letter!
-- A letter that is tried again later.
update leader_letters
set due_at = :due_at, last_error = :said, leased_until = null, attempts = attempts - :untried::int
where letter_id = :letter_id and status = 'waiting';

-- name: forget_letters!
-- Take away letters that ended long ago.
delete from leader_letters where status <> 'waiting' and status_at < :before;

-- name: count_letters^
-- How many letters to leaders wait and were given up, and what the mail server said last to one that waits.
select
    count(*) filter (where status = 'waiting') as waiting,
    count(*) filter (where status = 'failed') as failed,
    (
        select last_error from leader_letters where status = 'waiting' and last_error is not null
        order by due_at desc limit 1
    ) as trouble
from leader_letters where leader_id is not null and status in ('waiting', 'failed');
