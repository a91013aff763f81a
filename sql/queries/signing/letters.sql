-- name: find_addressee^
-- Who a letter goes to, unless they are forgotten or want no mail.
select sealed from signers
where bucket = :bucket and signer_key = :signer_key and sealed is not null and mail_stopped_at is null;

-- name: find_titles
-- Those of these demands on which the signer's signature has a status, each with its title in the signer's language.
select demands.demand_id, demands.slug, coalesce(theirs.title, english.title, demands.slug) as title
from signatures
join demands on demands.demand_id = signatures.demand_id
left join demand_texts theirs on theirs.demand_id = demands.demand_id and theirs.language = :language
left join demand_texts english on english.demand_id = demands.demand_id and english.language = 'en'
where signatures.bucket = :bucket and signatures.signer_key = :signer_key
  and signatures.demand_id = any(:demand_ids) and signatures.status = :status
order by demands.position;

-- name: find_campaign_name$
-- How the campaign calls itself in a language, or else in English.
select name from campaign_texts where language in (:language, 'en') order by language = 'en' limit 1;
