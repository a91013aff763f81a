-- name: lock_partner!
-- Who changes a partner waits for another who does, and nobody who signs through it waits for either.
select from partners where partner_id = :partner_id for no key update;

-- name: lock_partners!
-- Who adds a partner waits for another who does, so that no code and no place in the order is given twice.
lock table partners in share row exclusive mode;

-- name: is_partner$
-- Whether a partner has this code.
select exists (select 1 from partners where code = :code);

-- name: change_partner!
-- All that an owner can change about a partner, but for its origins and its wording.
update partners set name = :name, website = :website, kind = :kind, state = :state, asks = :asks,
    postal_address = :postal_address
where partner_id = :partner_id;

-- name: set_status!
-- Stop or resume a partner; none is changed when it is so already.
update partners set status = :status where partner_id = :partner_id and status <> :status;
