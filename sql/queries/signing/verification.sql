-- name: find_waiting
-- Signers who are not erased, each row with one of these signatures of theirs, the wordings by which it would let
-- partners write who may not yet, and whether it would let the campaign send news that may not.
select r.signer_key, r.sealed, s.demand_id, s.status, s.state, s.promises, s.news and r.news_at is null as news,
    s.public, s.initial,
    array(
        select w.wording_id
        from unnest(s.consents) as t (wording_id)
        join wordings w on w.wording_id = t.wording_id
        join partners p on p.partner_id = w.partner_id
        where p.status = 'active' and not exists (
            select 1 from consents c
            where c.bucket = s.bucket and c.signer_key = s.signer_key and c.partner_id = w.partner_id
                and c.withdrawn_at is null
        )
    ) as consents
from unnest(:buckets::smallint[], :signer_keys::bytea[], :demand_ids::int[]) as k (bucket, signer_key, demand_id)
join signers r on r.bucket = k.bucket and r.signer_key = k.signer_key
join signatures s on s.bucket = k.bucket and s.demand_id = k.demand_id and s.signer_key = k.signer_key
where r.sealed is not null
order by s.demand_id;

-- name: all_demands_of
-- Everything a signer signed.
select demand_id from signatures
where bucket = :bucket and signer_key = :signer_key and demand_id = any(array(select demand_id from demands))
order by demand_id;

-- name: pending_of
-- What a signer has not confirmed yet.
select s.demand_id, r.language
from signatures s
join signers r on r.bucket = s.bucket and r.signer_key = s.signer_key
where s.bucket = :bucket and s.signer_key = :signer_key and s.status = 'pending'
    and s.demand_id = any(array(select demand_id from demands))
order by s.demand_id;

-- name: erase!
-- Forget who a signer is and what they promised, and write to them no more; the row that stays is the tombstone.
with forgotten as (
    update signatures set promises = null
    where bucket = :bucket and signer_key = :signer_key and promises is not null and status <> 'verified'
        and demand_id = any(array(select demand_id from demands))
)
update signers
set sealed = null, news_at = null, erased_at = coalesce(erased_at, :at), mail_stopped_at = coalesce(mail_stopped_at, :at)
where bucket = :bucket and signer_key = :signer_key;

-- name: stop_mail!
-- Write to a signer no more.
update signers set news_at = null, mail_stopped_at = coalesce(mail_stopped_at, :at)
where bucket = :bucket and signer_key = :signer_key;
