-- One confirmation as plain statements with one commit. Every client goes through numbers of its own, of signatures that
-- fill.sql has made.
\set turn :turn + 1
\set number :first + :client_id + :turn * :clients
\set bucket :number % 32
\set demand 1 + :number % :demands
begin;
select sealed, mail_stopped_at from signers
where bucket = :bucket and signer_key = decode(md5(:number::text), 'hex')
for update;
select status, state, channel from signatures
where bucket = :bucket and demand_id = :demand and signer_key = decode(md5(:number::text), 'hex') and status = 'pending'
for update;
update signatures set status = 'verified', status_at = now(), verified_at = now()
where bucket = :bucket and demand_id = :demand and signer_key = decode(md5(:number::text), 'hex');
insert into tallies as t (bucket, demand_id, state, channel, verified)
select bucket, demand_id, state, channel, 1 from signatures
where bucket = :bucket and demand_id = :demand and signer_key = decode(md5(:number::text), 'hex')
on conflict (bucket, demand_id, state, channel)
do update set verified = t.verified + excluded.verified;
commit;
