-- name: lock_due
-- The next promises of whose day their signers must hear now, in one bucket, each locked with its signer; whoever is
-- busy with one of them comes at the next turn. Nobody who took it back, wants no mail or is forgotten.
select r.demand_id, r.signer_key, r.act_id, s.language
from reminders r
join signers s on s.bucket = r.bucket and s.signer_key = r.signer_key
join signatures g on g.bucket = r.bucket and g.demand_id = r.demand_id and g.signer_key = r.signer_key
where r.bucket = :bucket and r.written_at is null and r.due_at <= :now and r.day > :today
    and s.sealed is not null and s.mail_stopped_at is null and g.status = 'verified'
order by r.signer_key, r.demand_id, r.act_id
limit :most
for update of s, r, g skip locked;

-- name: mark_written!
-- These reminders are written.
update reminders r set written_at = :now
from unnest(:demand_ids::int[], :signer_keys::bytea[], :act_ids::int[]) as w (demand_id, signer_key, act_id)
where r.bucket = :bucket and r.demand_id = w.demand_id and r.signer_key = w.signer_key and r.act_id = w.act_id;

-- name: find_matter
-- What each of some reminders is about: as for other letters, with those promises only whose reminder is written and
-- whose day is still to come.
select asked.number, signers.sealed, demands.demand_id, demands.slug, demands.kind,
    coalesce(theirs.title, english.title, demands.slug) as title,
    (
        select name from campaign_texts where language in (asked.language, 'en')
        order by language = 'en' limit 1
    ) as campaign,
    (
        select jsonb_agg(p.promise order by p.promise ->> 'day')
        from jsonb_array_elements(signatures.promises) as p (promise)
        join reminders r on r.bucket = asked.bucket and r.demand_id = asked.demand_id
            and r.signer_key = asked.signer_key and r.act_id = (p.promise ->> 'act')::int
        where r.written_at is not null and r.day > :today
    ) as promises
from unnest(:numbers::int[], :buckets::smallint[], :signer_keys::bytea[], :languages::text[], :demand_ids::int[])
    as asked (number, bucket, signer_key, language, demand_id)
join signers on signers.bucket = asked.bucket and signers.signer_key = asked.signer_key
    and signers.sealed is not null and signers.mail_stopped_at is null
join signatures on signatures.bucket = asked.bucket and signatures.demand_id = asked.demand_id
    and signatures.signer_key = asked.signer_key and signatures.status = 'verified'
join demands on demands.demand_id = asked.demand_id
left join demand_texts theirs on theirs.demand_id = asked.demand_id and theirs.language = asked.language
left join demand_texts english on english.demand_id = asked.demand_id and english.language = 'en'
order by asked.number, demands.position, demands.demand_id;
