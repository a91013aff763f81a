-- name: find_matter
-- What each of some letters is about, numbered as asked for, a row for each demand: those demands on which the signer's
-- signature has one of these statuses, titled in the letter's language or else in English, with what was ticked with it,
-- the signer and the campaign; no row when there is nobody to write to. `news` where those would begin with it.
select asked.number, signers.sealed, signatures.consents, signatures.promises,
    signatures.news and signers.news_at is null as news, demands.demand_id, demands.slug, demands.kind,
    coalesce(theirs.title, english.title, demands.slug) as title,
    (
        select name from campaign_texts where language in (asked.language, 'en')
        order by language = 'en' limit 1
    ) as campaign
from unnest(:numbers::int[], :buckets::smallint[], :signer_keys::bytea[], :languages::text[], :demand_ids::int[])
    as asked (number, bucket, signer_key, language, demand_id)
join signers on signers.bucket = asked.bucket and signers.signer_key = asked.signer_key
    and signers.sealed is not null and signers.mail_stopped_at is null
join signatures on signatures.bucket = asked.bucket and signatures.demand_id = asked.demand_id
    and signatures.signer_key = asked.signer_key and signatures.status = any(:statuses::text[])
join demands on demands.demand_id = asked.demand_id
left join demand_texts theirs on theirs.demand_id = asked.demand_id and theirs.language = asked.language
left join demand_texts english on english.demand_id = asked.demand_id and english.language = 'en'
order by asked.number, demands.position, demands.demand_id;
