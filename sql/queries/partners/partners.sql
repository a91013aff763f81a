-- name: all_partners
-- The coalition in its order.
select partner_id, code, name, website, kind, state from partners order by position, partner_id;

-- name: add_partner!
-- A new partner, after the others.
insert into partners (code, name, website, kind, state, position)
select :code, :name, :website, :kind, :state, coalesce(max(position), 0) + 1
from partners;
