-- name: note_approval!
-- Whose agreement a delivery waits for.
update deliveries set approval_id = :approval_id where delivery_id = :delivery_id;
