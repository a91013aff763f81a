-- name: find_acts
-- What these demands ask for, in order, in the language asked for or else in the fallback.
select a.demand_id, a.act_id, a.code, a.detail, t.language, t.title, t.detail_label
from acts a
join lateral (
    select language, title, detail_label
    from act_texts
    where act_id = a.act_id and language in (:language, :fallback)
    order by language = :language desc
    limit 1
) t on true
where a.demand_id = any(:demand_ids::int[])
order by a.demand_id, a.position, a.act_id;

-- name: keep_act$
-- An act after the others, or what is asked beside one that there is.
insert into acts (demand_id, code, position, detail)
select :demand_id, :code, coalesce(max(position), 0) + 1, :detail from acts where demand_id = :demand_id
on conflict (demand_id, code) do update set detail = excluded.detail
returning act_id;

-- name: keep_text!
-- The words of an act in one language, in place of those there were.
insert into act_texts (act_id, language, title, detail_label)
values (:act_id, :language, :title, :detail_label)
on conflict (act_id, language) do update set title = excluded.title, detail_label = excluded.detail_label;
