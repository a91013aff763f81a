-- name: plan_each_anew!
-- Until the transaction ends, statements are planned for the values that they come with.
set local plan_cache_mode = force_custom_plan;

-- name: find_lines
-- Lines that a search asks for, newest first, older than a given one; what is empty or null is not asked for.
select audit_id, at, leader_id, act, subject, details, reason, address, hash
from audit
where audit_id < :before
    and (:leader_id::int is null or leader_id = :leader_id)
    and (not :is_server::bool or leader_id is null)
    and (:act::text = '' or act = :act)
    and (:subject::text = '' or subject like :subject)
    and (:words::text = '' or to_tsvector('simple', reason) @@ to_tsquery('simple', :words))
    and (:since::timestamptz is null or at >= :since)
    and (:until::timestamptz is null or at < :until)
-- Searched by words they must not be read in order: the planner would look into each for the words.
order by case when :words = '' then audit_id else audit_id + 0 end desc
limit :limit;
