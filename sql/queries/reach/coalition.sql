-- name: let_count_in_memory
-- Room for what is added up below, until the transaction ends; nothing of it is written to disk then.
select set_config('work_mem', '64MB', true);

-- name: people_at^
-- Everybody who was verified at a moment, and those of them whom any partner brought.
select count(*) as everybody, count(brought) as brought
from (
    select max(partner_id) as brought
    from signatures
    where status = 'verified' and status_at < :moment
        or status = 'withdrawn' and status_at >= :moment and verified_at < :moment
    group by bucket, signer_key
) as people;

-- name: shared_at
-- By partner: how many of its people who were verified at a moment another partner had brought as well; with the other
-- partner's number, or 0 for any other.
select mine.partner_id, theirs.partner_id as other_id, count(*) as people
from (
    select array_agg(distinct partner_id) as partner_ids
    from signatures
    where partner_id is not null and (
        status = 'verified' and status_at < :moment
        or status = 'withdrawn' and status_at >= :moment and verified_at < :moment
    )
    group by bucket, signer_key
    having min(partner_id) <> max(partner_id)
) as shared
cross join unnest(partner_ids) as mine (partner_id)
cross join unnest(0 || partner_ids) as theirs (partner_id)
where theirs.partner_id <> mine.partner_id
group by 1, 2;

-- name: partners
-- Whose people may be shared.
select partner_id from partners order by partner_id;
