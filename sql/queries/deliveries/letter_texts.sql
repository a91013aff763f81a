-- name: all_texts
-- Templates of letters, by language and name.
select letter_id, name, language, subject, body, closing, changed_at, changed_by
from letter_texts
order by language, name, letter_id;

-- name: lock_texts!
-- Who changes templates does it alone, and reading goes on.
lock table letter_texts in share row exclusive mode;

-- name: add_text$
-- A new template; its number.
insert into letter_texts (name, language, subject, body, closing, changed_at, changed_by)
values (:name, :language, :subject, :body, :closing, :at, :leader_id)
returning letter_id;

-- name: change_text!
-- Another text in place of an earlier one.
update letter_texts
set name = :name, language = :language, subject = :subject, body = :body, closing = :closing,
    changed_at = :at, changed_by = :leader_id
where letter_id = :letter_id;
