-- name: find_demands
-- Published demands in order, or the one with this slug, in the language asked for or else in the fallback.
select d.demand_id, d.slug, d.kind, d.status, d.goal, d.opened_at, d.closes_at,
    t.language, t.title, t.summary, t.body_html
from demands d
join lateral (
    select language, title, summary, body_html
    from demand_texts
    where demand_id = d.demand_id and language in (:language, :fallback)
    order by language = :language desc
    limit 1
) t on true
where d.status <> 'draft' and (:slug::text is null or d.slug = :slug)
order by d.position, d.demand_id;

-- name: add_demand$
-- A new demand, open at once, after the others.
insert into demands (slug, kind, status, position, goal, opened_at)
select :slug, :kind, 'open', coalesce(max(position), 0) + 1, :goal, :at
from demands
returning demand_id;

-- name: add_text!
-- The words of a demand in one language.
insert into demand_texts (demand_id, language, title, summary, body_markdown, body_html)
values (:demand_id, :language, :title, :summary, :body_markdown, :body_html);

-- name: are_there_demands$
-- Whether the site holds any demand.
select exists (select 1 from demands);
