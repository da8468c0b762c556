--[[
  Begins a new attempt at a message that this consumer was handed by XREADGROUP or XAUTOCLAIM.
  The attempt number is the fence: whatever an earlier attempt still tries to write is refused.

  KEYS[1] message hash   KEYS[2] its result stream   KEYS[3] wake stream   KEYS[4] messages stream
  KEYS[5] open messages  KEYS[6] turns of the session  KEYS[7] transcript  KEYS[8] dead letters
  ARGV[1] message id     ARGV[2] entry id            ARGV[3] group         ARGV[4] consumer
  ARGV[5] channel        ARGV[6] session             ARGV[7] most attempts
  ARGV[8] TTL of the result stream once ended, and ARGV[9] of the conversation, in ms
  ARGV[10] error code and ARGV[11] words for a message whose attempts are spent
  Returns {'run', attempt, name, value, …of the hash} | {'lost'}: somebody else has it
        | {'ended'}: nothing left to do | {'spent'}: given up just now
]]
local keys = {
  message = KEYS[1], events = KEYS[2], wake = KEYS[3], stream = KEYS[4],
  open = KEYS[5], turns = KEYS[6], transcript = KEYS[7],
}
local dead = KEYS[8]
local turn = {
  id = ARGV[1], entry = ARGV[2], group = ARGV[3], channel = ARGV[5], session = ARGV[6],
  ttl = tonumber(ARGV[8]), keep = tonumber(ARGV[9]),
}
local consumer, most_attempts, code, words = ARGV[4], tonumber(ARGV[7]), ARGV[10], ARGV[11]

local pending = redis.call('XPENDING', keys.stream, turn.group, turn.entry, turn.entry, 1)[1]
if not pending or pending[2] ~= consumer then return {'lost'} end

local status = redis.call('HGET', keys.message, 'status')
if status ~= 'queued' and status ~= 'processing' then
  dequeue(keys, turn)
  return {'ended'}
end

local attempt = tonumber(redis.call('HGET', keys.message, 'attempt')) or 0
if attempt >= most_attempts then
  redis.call('XADD', dead, 'MAXLEN', '~', 10000, '*', 'message', turn.id, 'channel', turn.channel,
    'session', turn.session, 'code', code, 'attempts', attempt)
  settle(keys, turn, {status = 'failed', type = 'error', code = code, words = words})
  return {'spent'}
end

attempt = attempt + 1
if (tonumber(redis.call('HGET', keys.message, 'pieces')) or 0) > 0 then
  redis.call('XADD', keys.events, '*', 'type', 'reset')
end
local event = redis.call('XADD', keys.events, '*', 'type', 'processing', 'attempt', attempt)
redis.call('HSET', keys.message, 'status', 'processing', 'attempt', attempt, 'pieces', 0, 'owner', consumer)
redis.call('HSETNX', keys.message, 'started_at', string.match(event, '^%d+'))
redis.call('XADD', keys.wake, 'MAXLEN', '~', 10000, '*', 'message', turn.id)

local answer = {'run', attempt}
for _, item in ipairs(redis.call('HGETALL', keys.message)) do answer[#answer + 1] = item end
return answer
