-- Has a person taken over? Then no agent answers here.
local function is_handed_off()
  return redis.call('HEXISTS', keys.session, 'handed_off') == 1
end

local function hand_off(reason, keep)
  redis.call('HSET', keys.session, 'handed_off', now(), 'handoff_reason', reason)
  if redis.call('PTTL', keys.session) < tonumber(keep) then redis.call('PEXPIRE', keys.session, keep) end
end

-- A message waits for the person as long as its conversation is kept, and so long a person has that.
local function wait_for_person(message)
  local keep = message.known.keep
  local held = constants.held_prefix .. message.known.clinic
  redis.call('HSET', message.hash, 'status', 'queued', 'deadline_at', now() + keep)
  redis.call('PEXPIRE', keys.session, keep, 'GT')
  redis.call('ZREM', constants.open, message.id)
  redis.call('ZADD', held, now() + keep, message.id)
  redis.call('ZREMRANGEBYSCORE', held, '-inf', now())
  if redis.call('PTTL', held) < tonumber(keep) then redis.call('PEXPIRE', held, keep) end
end

-- All that waits in the conversation is open again.
local function open_again(clinic, ids)
  for _, id in ipairs(ids) do
    redis.call('ZREM', constants.held_prefix .. clinic, id)
    redis.call('ZADD', constants.open, now(), id)
  end
end
