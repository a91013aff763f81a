-- name: find_matter
-- What a letter is about: those of its demands on which the signer's signature has a status, titled in the signer's
-- language or else in English, each row with the signer and the campaign; no row when there is nobody to write to.
select signers.sealed, demands.demand_id, demands.slug, coalesce(theirs.title, english.title, demands.slug) as title,
    (select name from campaign_texts where language in (:language, 'en') order by language = 'en' limit 1) as campaign
from signers
join signatures on signatures.bucket = signers.bucket and signatures.signer_key = signers.signer_key
    and signatures.demand_id = any(:demand_ids) and signatures.status = :status
join demands on demands.demand_id = signatures.demand_id
left join demand_texts theirs on theirs.demand_id = demands.demand_id and theirs.language = :language
left join demand_texts english on english.demand_id = demands.demand_id and english.language = 'en'
where signers.bucket = :bucket and signers.signer_key = :signer_key
    and signers.sealed is not null and signers.mail_stopped_at is null
order by demands.position, demands.demand_id;
