-- The desk's lists: which conversations there are, which of them need a person, and which a person has.
local function note_activity(at)
  redis.call('ZADD', keys.recent, at, args.conversation)
end

-- It waits since the first reason; the most urgent one is shown.
local function needs_person(since, reason)
  redis.call('ZADD', keys.needing, 'NX', since, args.conversation)
  local known = redis.call('HMGET', keys.session, 'generation', 'needs')
  if known[1] and constants.urgency[reason] > (constants.urgency[known[2] or ''] or 0) then
    redis.call('HSET', keys.session, 'needs', reason)
  end
end

local function needs_nobody()
  redis.call('ZREM', keys.needing, args.conversation)
  redis.call('HDEL', keys.session, 'needs')
end

-- `name`: of the person, '' where it was not told. Answers since when.
local function person_has(name, at)
  needs_nobody()
  redis.call('ZADD', keys.with_person, 'NX', at, args.conversation)
  if name ~= '' then redis.call('HSET', keys.session, 'taken_by', name) end
  return redis.call('ZSCORE', keys.with_person, args.conversation)
end

local function agent_has(at)
  needs_nobody()
  redis.call('ZREM', keys.with_person, args.conversation)
  redis.call('HDEL', keys.session, 'taken_by')
  if redis.call('EXISTS', keys.session) == 1 then redis.call('HSET', keys.session, 'given_back_at', at) end
end
