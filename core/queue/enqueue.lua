--[[
  Accepts one message, once.

  KEYS[1] message hash        KEYS[2] its result stream    KEYS[3] transcript of the session
  KEYS[4] turns of the session  KEYS[5] messages stream    KEYS[6] open messages
  KEYS[7] idempotency record  KEYS[8] entry of the session's running turn
  KEYS[9] session record      KEYS[10] the session's messages
  KEYS[11] lanes              KEYS[12] scores of the lanes        KEYS[13] workers that are there
  ARGV[1] message id          ARGV[2] channel              ARGV[3] session
  ARGV[4] text                ARGV[5] fingerprint of the payload, '' for a send without a key
  ARGV[6] result TTL in ms    ARGV[7] most open messages   ARGV[8] most turns of one session
  ARGV[9] longest transcript  ARGV[10] time to answer it, in ms
  ARGV[11] Redis' time in ms after which nobody waits for this answer, '' if that is not known
  ARGV[12] kind of the alarm that the guard raises, '' for none; ARGV[13] its words and ARGV[14] phone
  ARGV[15] 1 where the session's token was shown, else ''
  ARGV[16] when it was said by the channel's own clock, in ms, '' where that is now
  ARGV[17] lane of the message
  ARGV[18…] further fields of the hash, name and value in turn
  Returns {'queued', id, session, turns of the session before it} | {'repeated', id, session} | {'conflict'} | {'late'} | {'forbidden'}
        | {'overloaded', open messages} | {'busy', turns of the session}
]]
local message, events, transcript, turns = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local stream, open, idempotency, turn = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local record, messages, authorised = KEYS[9], KEYS[10], ARGV[15]
local lanes, scores, workers = KEYS[11], KEYS[12], KEYS[13]
local id, channel, session, text, fingerprint = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local ttl, most_open = tonumber(ARGV[6]), tonumber(ARGV[7])
local most_turns, longest, patience = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local latest, alarm, alarm_text, alarm_phone = tonumber(ARGV[11]), ARGV[12], ARGV[13], ARGV[14]
local said, lane = tonumber(ARGV[16]), ARGV[17]

-- Behind all that wait there and were said before it. A running turn is never overtaken, and no one waits for the late.
local function line_up(said_at)
  for _, other in ipairs(said and redis.call('LRANGE', turns, 1, -1) or {}) do
    if said_at < tonumber(redis.call('ZSCORE', messages, other) or 0) then
      redis.call('LINSERT', turns, 'BEFORE', other, id)
      return
    end
  end
  redis.call('RPUSH', turns, id)
end

-- Does the queue hold all that the workers can take at once, and some more? Whoever comes then waits in a lane.
local function is_full()
  local length, places = redis.call('XLEN', stream), 0
  if redis.call('EXISTS', lanes) == 1 then return true end
  if length < 64 then return false end
  for _, worker in ipairs(redis.call('ZRANGE', workers, 0, -1)) do
    places = places + tonumber(string.match(worker, '%d+$'))
  end
  return length >= 1.25 * places
end

-- The link was down, or this server was: the caller was told by now that it failed.
local time = redis.call('TIME')
if latest and time[1] * 1000 + time[2] / 1000 > latest then return {'late'} end

-- No token opens a session that is not there any more; `protected` is 0 while it is being erased.
local owner = redis.call('HMGET', record, 'protected', 'agent', 'user')
if (owner[1] or '') ~= authorised then return {'forbidden'} end

if fingerprint ~= '' then
  local known = redis.call('HMGET', idempotency, 'fingerprint', 'message', 'session')
  if known[1] == fingerprint then
    -- A write of its own: `WAIT` covers only what its connection wrote, and the first send was perhaps another's.
    redis.call('PEXPIRE', idempotency, ttl)
    return {'repeated', known[2], known[3]}
  end
  if known[1] then return {'conflict'} end
end

local waiting = redis.call('ZCARD', open)
if waiting >= most_open then return {'overloaded', waiting} end
local before = redis.call('LLEN', turns)
if before >= most_turns then return {'busy', before} end

local event = redis.call('XADD', events, '*', 'type', 'queued')
local now = string.match(event, '^%d+')
redis.call('HSET', message, 'status', 'queued', 'channel', channel, 'session', session, 'text', text,
  'attempt', 0, 'created_at', now, 'deadline_at', now + patience, 'keep', ttl, unpack(ARGV, 18))
if owner[2] then redis.call('HSETNX', message, 'agent', owner[2]) end
if owner[3] then redis.call('HSETNX', message, 'user', owner[3]) end
if alarm ~= '' then
  redis.call('XADD', events, '*', 'type', 'guard', 'by', 'guard', 'kind', alarm, 'text', alarm_text, 'phone', alarm_phone)
end
local place = redis.call('XADD', transcript, 'MAXLEN', '~', longest, '*', 'role', 'user', 'message', id, 'text', text)
local at, nth = string.match(place, '^(%d+)-(%d+)$')
local said_at = said and said * 1000 or at * 1000 + nth
redis.call('ZADD', messages, said_at, id)
redis.call('ZREMRANGEBYSCORE', messages, '-inf', (now - ttl) * 1000)
redis.call('ZADD', open, now, id)
line_up(said_at)
if before == 0 and is_full() then
  -- The lanes take turns: the next of this one is a turn behind its last, and none is before what is next now.
  local next_up = tonumber(redis.call('ZRANGE', lanes, 0, 0, 'WITHSCORES')[2] or 0)
  local last = next_up > 0 and tonumber(redis.call('HGET', scores, lane) or 0) or 0
  if next_up == 0 then redis.call('DEL', scores) end
  local score = math.max(last, next_up - 1) + 1
  redis.call('HSET', scores, lane, score)
  redis.call('ZADD', lanes, score, id .. ' ' .. channel .. ' ' .. session)
elseif before == 0 then
  local entry = redis.call('XADD', stream, '*', 'message', id, 'channel', channel, 'session', session)
  redis.call('SET', turn, entry, 'PX', ttl)
end
for _, key in ipairs({message, events, transcript, turns, messages}) do redis.call('PEXPIRE', key, ttl) end
if authorised ~= '' then redis.call('PEXPIRE', record, ttl, 'GT') end

if fingerprint ~= '' then
  redis.call('HSET', idempotency, 'fingerprint', fingerprint, 'message', id, 'session', session)
  redis.call('PEXPIRE', idempotency, ttl)
end
return {'queued', id, session, before}
