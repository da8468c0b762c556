--[[
  Accepts one message, once: limits, idempotency key, hash, first event, transcript and queue entry in one step.
  Where the session's turn is taken it waits behind it; where the queue is full, in a lane.
]]
-- Behind all that wait there and were said before it. A running turn is never overtaken, and no one waits for the late.
local function line_up(said_at)
  for _, other in ipairs(args.said_at and redis.call('LRANGE', keys.jobs, 1, -1) or {}) do
    if said_at < tonumber(redis.call('ZSCORE', keys.messages, other) or 0) then
      redis.call('LINSERT', keys.jobs, 'BEFORE', other, args.id)
      return
    end
  end
  redis.call('RPUSH', keys.jobs, args.id)
end

-- A person may be reading.
local function wake_readers()
  redis.call('XADD', constants.wake, 'MAXLEN', '~', 10000, '*', 'message', args.id, 'session', args.conversation)
end

-- The link was down, or this server was: the caller was told by now that it failed.
local time = redis.call('TIME')
if args.latest and time[1] * 1000 + time[2] / 1000 > args.latest then return {'late'} end

-- No token opens a session that is not there any more, or that was erased since; `*`: we ourselves.
local owner = redis.call('HMGET', keys.session, 'protected', 'agent', 'user', 'locale', 'generation', 'clinic', 'erased',
  'handed_off')
if owner[7] then return {'erased'} end
if owner[1] then
  if args.authorised ~= '*' and args.authorised ~= owner[5] then return {'forbidden'} end
elseif args.authorised ~= '' then
  return {'forbidden'}
end
-- What one clinic was told is not for another. An account of ours that was given to another clinic begins anew.
local has_moved = owner[6] and owner[6] ~= args.clinic
if has_moved and args.may_move == '' then return {'forbidden'} end

if args.fingerprint ~= '' then
  local known = redis.call('HMGET', keys.idempotency, 'fingerprint', 'message', 'session', 'generation', 'at')
  local same = false
  for _, fingerprint in ipairs(args.fingerprints) do same = same or known[1] == fingerprint end
  if same then
    -- A write of its own: `WAIT` covers only what its connection wrote, and the first send was perhaps another's.
    redis.call('PEXPIRE', keys.idempotency, args.keep)
    return {'repeated', known[2], known[3], known[4] or '', known[5] or 0}
  end
  if known[1] then return {'conflict'} end
end

local which, left = over_budget()
if which then return {'limited', which, left} end
local is_held = owner[8] -- a person has taken over: no agent answers here
if is_held then
  local held = redis.call('ZCARD', keys.held)
  if held >= args.most_held then return {'overloaded', held} end
else
  local waiting = redis.call('ZCARD', keys.open)
  if waiting >= args.most_open and not may_use_reserve(waiting) then return {'overloaded', waiting} end
end
local before = redis.call('LLEN', keys.jobs)
if before >= args.most_turns then return {'busy', before} end
spend_budgets()

local event = redis.call('XADD', keys.events, '*', 'type', 'queued')
local now = string.match(event, '^%d+')
if has_moved then
  redis.call('DEL', keys.transcript)
  redis.call('HSET', keys.session, 'clinic', args.clinic)
elseif not owner[5] then
  redis.call('HSET', keys.session, 'generation', args.generation, 'clinic', args.clinic, 'created_at', now)
  if args.opens ~= '' then redis.call('HSET', keys.session, 'protected', 1) end
  redis.call('PEXPIRE', keys.session, args.keep_session)
end
redis.call('HSET', keys.message, 'status', 'queued', 'channel', args.channel, 'session', args.session,
  'text', args.text, 'attempt', 0, 'created_at', now, 'deadline_at', now + args.patience, 'keep', args.keep,
  unpack(args.fields))
if owner[2] then redis.call('HSETNX', keys.message, 'agent', owner[2]) end
if owner[3] then redis.call('HSETNX', keys.message, 'user', owner[3]) end
if owner[4] then redis.call('HSET', keys.message, 'locale', owner[4]) end
sound_alarm(now)
local utterance = redis.call('XADD', keys.transcript, 'MAXLEN', '~', args.longest, '*', 'role', 'user',
  'message', args.id)
local at, nth = string.match(utterance, '^(%d+)-(%d+)$')
local said_at = args.said_at and args.said_at * 1000 or at * 1000 + nth
redis.call('ZADD', keys.messages, said_at, args.id)
-- Now and then: what has expired is not shown anyway.
if now % 16 == 0 then redis.call('ZREMRANGEBYSCORE', keys.messages, '-inf', (now - args.keep) * 1000) end
if is_held then
  wake_readers()
  wait_for_person({id = args.id, hash = keys.message, known = {keep = args.keep, clinic = args.clinic}})
else
  redis.call('ZADD', keys.open, now, args.id)
end
if args.said_at and not is_held then staff_has_not() end -- the agent answers there again
note_activity(now)
line_up(said_at)
if before == 0 then
  if is_full() then enter_lane(args.id) else put(args.id) end
end
redis.call('PEXPIRE', keys.message, args.keep)
redis.call('PEXPIRE', keys.events, args.keep)
redis.call('PEXPIRE', keys.jobs, args.keep)
redis.call('PEXPIRE', keys.messages, args.keep)
redis.call('PEXPIRE', keys.transcript, args.keep + args.patience) -- the reply comes into it
redis.call('PEXPIRE', keys.session, args.keep_session, 'GT')

if args.fingerprint ~= '' then
  redis.call('HSET', keys.idempotency, 'fingerprint', args.fingerprint, 'message', args.id, 'session', args.session,
    'generation', owner[5] or args.generation, 'at', now)
  redis.call('PEXPIRE', keys.idempotency, args.keep)
end
return {'queued', args.id, args.session, owner[5] or args.generation, now, before}
