-- name: find_logo$
-- The picture that stands at this address.
select l.png
from logos l
join partners p on p.partner_id = l.partner_id
where p.code = :code and l.digest = :digest;

-- name: set_logo!
-- A partner's picture from now on; the same again changes nothing.
insert into logos (partner_id, png, width, height, digest)
values (:partner_id, :png, :width, :height, :digest)
on conflict (partner_id) do update
set png = excluded.png, width = excluded.width, height = excluded.height, digest = excluded.digest
where logos.digest <> excluded.digest;

-- name: drop_logo!
-- Take a partner's picture away.
delete from logos where partner_id = :partner_id;
