-- name: find_lines
-- The lines that signers ticked, each in the number of a letter, for partners that may not write to them yet.
select asked.number, w.partner_id, p.name, w.wording_id, w.version, w.english, w.spanish
from unnest(:numbers::int[], :buckets::smallint[], :signer_keys::bytea[], :wording_ids::int[])
    as asked (number, bucket, signer_key, wording_id)
join wordings w on w.wording_id = asked.wording_id
join partners p on p.partner_id = w.partner_id
where p.status = 'active' and not exists (
    select 1 from consents c
    where c.bucket = asked.bucket and c.signer_key = asked.signer_key and c.partner_id = w.partner_id
        and c.withdrawn_at is null
)
order by asked.number, p.position, p.partner_id, w.version desc;
