-- Tallies say what everybody watches: demand, state and channel. With the partner in their key, each partner multiplied
-- the rows that are added up twice a second in every web process; what one brought is counted from its signatures.

create table tallies_of_all (
    bucket smallint not null check (bucket between 0 and 31),
    demand_id int not null references demands,
    state char(2) not null,
    channel text not null,
    verified bigint not null check (verified >= 0),
    primary key (bucket, demand_id, state, channel)
) with (fillfactor = 50, parallel_workers = 0);
insert into tallies_of_all (bucket, demand_id, state, channel, verified)
select bucket, demand_id, state, channel, sum(verified) from tallies group by 1, 2, 3, 4;
drop table tallies;
alter table tallies_of_all rename to tallies;
