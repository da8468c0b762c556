-- Has a person taken over? Then no agent answers here.
local function is_handed_off()
  return redis.call('HEXISTS', keys.session, 'handed_off') == 1
end

local function hand_off(reason, keep)
  redis.call('HSET', keys.session, 'handed_off', now(), 'handoff_reason', reason)
  redis.call('PEXPIRE', keys.session, keep)
end

-- A message waits for the person as long as its conversation is kept.
local function wait_for_person(message)
  redis.call('HSET', message.hash, 'status', 'queued', 'deadline_at', now() + message.known.keep)
end
