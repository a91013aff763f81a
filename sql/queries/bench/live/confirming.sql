-- name: pending
-- Who has not confirmed, and what.
select s.signer_key, s.demand_id, d.slug
from signatures s
join demands d on d.demand_id = s.demand_id
where s.status = 'pending'
order by s.signer_key, s.demand_id;

-- name: verified
-- Verified signatures by demand, counted one by one.
select d.slug, count(s.signer_key) as verified
from demands d
left join signatures s on s.demand_id = d.demand_id and s.status = 'verified'
where d.status <> 'draft'
group by d.slug, d.position
order by d.position;
