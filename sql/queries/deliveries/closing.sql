-- name: close!
-- A delivery that was handed over: its files are kept until this day.
update deliveries
set status = 'closed', status_at = :now, closed_at = :now, files_until = :files_until
where delivery_id = :delivery_id and status = 'ready';

-- name: due_to_forget
-- Deliveries that have files and must not have them any more: closed until the day before this one, or called off.
select d.delivery_id from deliveries d
where (d.files_until < :today or d.status in ('cancelled', 'refused'))
    and exists (select 1 from delivery_chunks c where c.delivery_id = d.delivery_id)
order by d.delivery_id;
