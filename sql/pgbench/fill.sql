-- Pending signatures with these numbers, for confirm.sql; psql's variables are first, last, demands and sealed.
insert into signers (bucket, signer_key, sealed, language, created_at)
select n % 32, decode(md5(n::text), 'hex'), substr(decode(repeat(md5(n::text || 's'), 20), 'hex'), 1, :sealed), 'en', now()
from generate_series(:first, :last) as n;
insert into signatures (
    bucket, demand_id, signer_key, status, state, zip, channel, public, news, consents, signed_at, status_at
)
select n % 32, 1 + n % :demands, decode(md5(n::text), 'hex'), 'pending',
    substr(
        'ALAKAZARCACOCTDEFLGAHIIDILINIAKSKYLAMEMDMAMIMNMSMOMTNENVNHNJNMNYNCNDOHOKORPARISCSDTNTXUTVTVAWAWVWIWY',
        (n % 50 * 2 + 1)::int, 2
    ),
    '07102', 'api', false, false, '{}', now(), now()
from generate_series(:first, :last) as n;
