-- name: all_partners
-- The coalition in its order, or the one with a code, each with the wording that is in force.
select p.partner_id, p.code, p.name, p.website, p.kind, p.state, p.status, p.origins, p.asks, p.postal_address,
    coalesce(l.digest, '') as logo, w.wording_id, w.version, w.english, w.spanish
from partners p
left join logos l on l.partner_id = p.partner_id
left join lateral (
    select wording_id, version, english, spanish from wordings
    where partner_id = p.partner_id order by version desc limit 1
) w on true
where :code::text is null or p.code = :code
order by p.position, p.partner_id;

-- name: all_wordings
-- Each wording, old ones too, and whose it is.
select wording_id, partner_id, version, english, spanish from wordings;

-- name: add_partner$
-- A new partner, after the others; its number.
insert into partners (code, name, website, kind, state, position)
select :code, :name, :website, :kind, :state, coalesce(max(position), 0) + 1
from partners
returning partner_id;

-- name: add_wording!
-- The next version of a partner's wording, unless the one in force says the same.
insert into wordings (partner_id, version, english, spanish, since)
select :partner_id, coalesce(max(version), 0) + 1, :english, :spanish, :at
from wordings where partner_id = :partner_id
having not exists (
    select 1 from wordings w
    where w.partner_id = :partner_id and w.english = :english and w.spanish = :spanish
        and w.version = (select max(version) from wordings where partner_id = :partner_id)
);

-- name: set_origins!
-- Who may frame a partner's widget from now on.
update partners set origins = :origins::text[] where partner_id = :partner_id;
