-- One signing as plain statements with one commit: what a program that did nothing but write could reach. The numbers
-- are pgbench's; each signer, nonce and letter is new, and the sealed data are as long as those of the site.
\set signer random(1, 9000000000000000000)
\set bucket random(0, 31)
\set nonce_bucket random(0, 31)
\set demand random(1, :demands)
\set state random(0, 49)
begin;
insert into submissions (bucket, nonce, signer_key, submitted_at)
values (:nonce_bucket, substr(decode(md5(:signer::text || 'n'), 'hex'), 1, 12), decode(md5(:signer::text), 'hex'), now());
insert into signers (bucket, signer_key, sealed, language, created_at)
values (
    :bucket, decode(md5(:signer::text), 'hex'), substr(decode(repeat(md5(:signer::text || 's'), 20), 'hex'), 1, :sealed),
    'en', now()
)
on conflict (bucket, signer_key) do nothing;
insert into signatures (
    bucket, demand_id, signer_key, status, state, zip, partner_id, channel, public, news, consents, signed_at, status_at
)
values (
    :bucket, :demand, decode(md5(:signer::text), 'hex'), 'pending',
    substr('ALAKAZARCACOCTDEFLGAHIIDILINIAKSKYLAMEMDMAMIMNMSMOMTNENVNHNJNMNYNCNDOHOKORPARISCSDTNTXUTVTVAWAWVWIWY', :state * 2 + 1, 2),
    '07102', null, 'api', false, false, '{}', now(), now()
)
on conflict (bucket, demand_id, signer_key) do nothing;
insert into outbox (bucket, letter_id, signer_key, kind, demand_ids, language, status, created_at, due_at, status_at)
values (
    :bucket, gen_random_uuid(), decode(md5(:signer::text), 'hex'), 'confirmation', array[:demand::int], 'en', 'waiting',
    now(), now(), now()
);
commit;
