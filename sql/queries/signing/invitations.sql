-- name: find_verified$
-- How many people came through a link and confirmed.
select verified from invitations where bucket = :bucket and code_hash = :code_hash;

-- name: forget!
-- Take a link's number away.
delete from invitations where bucket = :bucket and code_hash = :code_hash;
