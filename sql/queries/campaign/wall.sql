-- name: newest
-- The newest names on a demand that may be shown, older than a moment and a key: each bucket gives as many as are asked
-- for, already in their order. Without `sealed` there is nobody to be shown.
select n.signer_key, n.state, n.initial, n.verified_at, r.sealed
from (
    select each.*
    from generate_series(0, 31) as b (bucket)
    cross join lateral (
        select s.bucket, s.signer_key, s.state, s.initial, s.verified_at
        from signatures s
        where s.bucket = b.bucket and s.demand_id = :demand_id and s.public and s.status = 'verified'
            and (s.verified_at, s.signer_key) < (:before, :before_key::bytea)
        order by s.verified_at desc, s.signer_key desc
        limit :most
    ) as each
    order by each.verified_at desc, each.signer_key desc
    limit :most
) as n
join signers r on r.bucket = n.bucket and r.signer_key = n.signer_key
order by n.verified_at desc, n.signer_key desc;

-- name: newest_in
-- The same of one state.
select n.signer_key, n.state, n.initial, n.verified_at, r.sealed
from (
    select each.*
    from generate_series(0, 31) as b (bucket)
    cross join lateral (
        select s.bucket, s.signer_key, s.state, s.initial, s.verified_at
        from signatures s
        where s.bucket = b.bucket and s.demand_id = :demand_id and s.state = :state and s.public and s.status = 'verified'
            and (s.verified_at, s.signer_key) < (:before, :before_key::bytea)
        order by s.verified_at desc, s.signer_key desc
        limit :most
    ) as each
    order by each.verified_at desc, each.signer_key desc
    limit :most
) as n
join signers r on r.bucket = n.bucket and r.signer_key = n.signer_key
order by n.verified_at desc, n.signer_key desc;
