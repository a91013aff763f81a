-- Whom a partner brought lately, also when they had signed before by another way. Signatures can't say it: one that there
-- is already keeps its partner, so that a partner who typed somebody's address could see by its numbers whether that
-- person had signed. An arrival is the same whoever signs, and goes after the same time.

create table arrivals (
    bucket smallint not null,
    partner_id int not null,
    signer_key bytea not null,
    demand_id int not null,
    source text check (length(source) <= 80),
    channel text not null,
    arrived_at timestamptz not null,
    primary key (bucket, partner_id, signer_key, demand_id),
    foreign key (bucket, signer_key) references signers
);
create index arrivals_old on arrivals (bucket, arrived_at);
comment on table arrivals is 'Each demand that somebody signed through a partner lately; says nothing about what became of it.';
comment on column arrivals.arrived_at is 'The first time; forgotten when a signature of then would be, had nobody confirmed it.';

insert into arrivals (bucket, partner_id, signer_key, demand_id, source, channel, arrived_at)
select s.bucket, s.partner_id, s.signer_key, s.demand_id, s.source, s.channel, s.signed_at
from signatures s
join signers r on r.bucket = s.bucket and r.signer_key = s.signer_key
where s.partner_id is not null and r.erased_at is null;
