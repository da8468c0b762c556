--[[
  Accepts one message, once.

  KEYS[1] message hash        KEYS[2] its result stream    KEYS[3] transcript of the session
  KEYS[4] turns of the session  KEYS[5] messages stream    KEYS[6] open messages
  KEYS[7] idempotency record  KEYS[8] entry of the session's running turn
  ARGV[1] message id          ARGV[2] channel              ARGV[3] session
  ARGV[4] text                ARGV[5] fingerprint of the payload, '' for a send without a key
  ARGV[6] result TTL in ms    ARGV[7] most open messages   ARGV[8] most turns of one session
  ARGV[9] longest transcript  ARGV[10] time to answer it, in ms
  ARGV[11] Redis' time in ms after which nobody waits for this answer, '' if that is not known
  ARGV[12…] further fields of the hash, name and value in turn
  Returns {'queued', id, session} | {'repeated', id, session} | {'conflict'} | {'late'}
        | {'overloaded', open messages} | {'busy', turns of the session}
]]
local message, events, transcript, turns = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local stream, open, idempotency, turn = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local id, channel, session, text, fingerprint = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local ttl, most_open = tonumber(ARGV[6]), tonumber(ARGV[7])
local most_turns, longest, patience = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local latest = tonumber(ARGV[11])

-- The link was down, or this server was: the caller was told by now that it failed.
local time = redis.call('TIME')
if latest and time[1] * 1000 + time[2] / 1000 > latest then return {'late'} end

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
  'attempt', 0, 'created_at', now, 'deadline_at', now + patience, unpack(ARGV, 12))
redis.call('XADD', transcript, 'MAXLEN', '~', longest, '*', 'role', 'user', 'message', id, 'text', text)
redis.call('ZADD', open, now, id)
redis.call('RPUSH', turns, id)
if before == 0 then
  local entry = redis.call('XADD', stream, '*', 'message', id, 'channel', channel, 'session', session)
  redis.call('SET', turn, entry, 'PX', ttl)
end
for _, key in ipairs({message, events, transcript, turns}) do redis.call('PEXPIRE', key, ttl) end

if fingerprint ~= '' then
  redis.call('HSET', idempotency, 'fingerprint', fingerprint, 'message', id, 'session', session)
  redis.call('PEXPIRE', idempotency, ttl)
end
return {'queued', id, session}
