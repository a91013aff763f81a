-- The tallies are added up twice a second in each web process. From some hundred thousand rows on, PostgreSQL would start
-- helpers for it each time, which costs four times what it saves: on a busy machine there is no idle core to help.

alter table tallies set (parallel_workers = 0);
