-- name: spend_challenge!
-- Note that a challenge was answered; nothing when it had been before.
insert into spent_challenges (challenge, expires_at) values (:challenge, :expires_at)
on conflict (challenge) do nothing;

-- name: forget_challenges!
-- Take away challenges that nobody could answer any more.
delete from spent_challenges where expires_at < :before;
