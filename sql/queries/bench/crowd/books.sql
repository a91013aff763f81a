-- name: every_signature
-- All signatures as those know them who made them.
select s.signer_key, d.slug, s.status, s.state, s.zip, s.channel
from signatures s
join demands d on d.demand_id = s.demand_id;
