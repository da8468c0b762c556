-- The desk's lists: which conversations there are, which of them need a person, and which a person has.
local function note_activity(at)
  redis.call('ZADD', keys.recent, at, args.conversation)
end

-- It waits since the first reason; the most urgent one is shown.
local function needs_person(since, reason)
  if redis.call('ZADD', keys.needing, 'NX', since, args.conversation) == 1 then
    redis.call('ZADD', keys.unattended, since, args.conversation)
    redis.call('HDEL', keys.session, 'told_with') -- of the time before
  end
  local known = redis.call('HMGET', keys.session, 'generation', 'needs')
  if known[1] and constants.urgency[reason] > (constants.urgency[known[2] or ''] or 0) then
    redis.call('HSET', keys.session, 'needs', reason)
  end
end

local function needs_nobody()
  redis.call('ZREM', keys.needing, args.conversation)
  redis.call('ZREM', keys.unattended, args.conversation)
  redis.call('HDEL', keys.session, 'needs')
end

-- Somebody answers there on the clinic's own phone, and the agent is silent until then; it needs no giving back.
local function staff_has(at, until_ms)
  redis.call('ZADD', keys.with_person, 'NX', at, args.conversation)
  redis.call('ZADD', keys.on_phone, 'GT', until_ms, args.conversation)
end

local function staff_has_not()
  if redis.call('ZREM', keys.on_phone, args.conversation) == 1 then
    redis.call('ZREM', keys.with_person, args.conversation)
  end
end

-- `name`: of the person, sealed, '' where it was not told. Answers since when.
local function person_has(name, at)
  needs_nobody()
  staff_has_not()
  redis.call('ZADD', keys.with_person, 'NX', at, args.conversation)
  if name ~= '' then redis.call('HSET', keys.session, 'taken_by', name) end
  return redis.call('ZSCORE', keys.with_person, args.conversation)
end

local function agent_has(at)
  needs_nobody()
  redis.call('ZREM', keys.on_phone, args.conversation)
  redis.call('ZREM', keys.with_person, args.conversation)
  redis.call('HDEL', keys.session, 'taken_by')
  if redis.call('EXISTS', keys.session) == 1 then redis.call('HSET', keys.session, 'given_back_at', at) end
end
