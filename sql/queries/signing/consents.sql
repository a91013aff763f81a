-- name: allowed_partners
-- Who may write to a signer.
select partner_id from consents where bucket = :bucket and signer_key = :signer_key and withdrawn_at is null;

-- name: waiting_ticks
-- What was ticked with signatures that may still be verified, and so still counts for nothing.
select news, consents from signatures
where bucket = :bucket and signer_key = :signer_key and status in ('pending', 'held')
    and demand_id = any(array(select demand_id from demands));

-- name: give!
-- Let these partners write from now on; a consent that was given before and not withdrawn stays as it is.
insert into consents as c (bucket, signer_key, partner_id, wording_id, given_at)
select :bucket, :signer_key, n.partner_id, n.wording_id, :at
from unnest(:partner_ids::int[], :wording_ids::int[]) as n (partner_id, wording_id)
order by n.partner_id
on conflict (bucket, signer_key, partner_id)
do update set wording_id = excluded.wording_id, given_at = excluded.given_at, withdrawn_at = null
where c.withdrawn_at is not null;

-- name: withdraw!
-- Nobody but these partners may write any more.
update consents set withdrawn_at = :at
where bucket = :bucket and signer_key = :signer_key and withdrawn_at is null and partner_id <> all(:kept::int[]);

-- name: change_waiting!
-- What these signatures bring once they are verified: no more than what was ticked with them for these partners, and
-- these wordings too.
update signatures s
set news = (s.news or :add_news) and :news,
    consents = array(
        select w.wording_id from wordings w
        where w.wording_id = any(:added::int[]) or (w.wording_id = any(s.consents) and w.partner_id = any(:kept::int[]))
        order by w.wording_id
    )
where s.bucket = :bucket and s.signer_key = :signer_key and s.status in ('pending', 'held')
    and s.demand_id = any(array(select demand_id from demands));

-- name: give_news!
-- The campaign may write news.
update signers set news_at = coalesce(news_at, :at)
where bucket = :bucket and signer_key = :signer_key and mail_stopped_at is null;

-- name: withdraw_news!
-- The campaign may write no news.
update signers set news_at = null where bucket = :bucket and signer_key = :signer_key;

-- name: forget!
-- Take away what no partner was told of.
delete from consents where bucket = :bucket and signer_key = any(:signer_keys) and listed_in is null;

-- name: withdraw_all!
-- Nobody may write to these signers; what partners were told of stays as withdrawn, because they must be told that too.
update consents set withdrawn_at = :at
where bucket = :bucket and signer_key = any(:signer_keys) and withdrawn_at is null;

-- name: untick_all!
-- What these signers ticked with signatures that may still be verified brings nobody anything.
update signatures set news = false, consents = '{}'
where bucket = :bucket and signer_key = any(:signer_keys) and status in ('pending', 'held')
    and demand_id = any(array(select demand_id from demands));
