-- name: wait_for_turn!
-- One founder at a time, until the transaction ends.
select pg_advisory_xact_lock(:lock::bigint);

-- name: add_text!
-- The campaign's words in one language.
insert into campaign_texts (language, name, headline, summary, rejects, chooses)
values (:language, :name, :headline, :summary, :rejects, :chooses);

-- name: all_texts
-- The campaign's words in every language.
select language, name, headline, summary, rejects, chooses from campaign_texts;

-- name: find_fact$
-- A fact about the whole site.
select value from site_facts where name = :name;

-- name: add_fact!
-- Note a fact about the whole site, once.
insert into site_facts (name, value) values (:name, :value) on conflict (name) do nothing;
