--[[
  Begins a new attempt at a message that this consumer was handed by XREADGROUP or XAUTOCLAIM.
  The attempt number is the fence: whatever an earlier attempt still tries to write is refused.

  KEYS and ARGV[1…7] as in settle.lua
  ARGV[8] consumer   ARGV[9] most attempts
  ARGV[10] error code and ARGV[11] words where the attempts are spent, ARGV[12] and ARGV[13] where it is too late
  ARGV[14] how many utterances of the conversation
  Returns {'run', attempt, hash, newest utterances first} | {'lost'}: somebody else has it
        | {'ended'}: nothing left to do | {'spent'}: given up just now
        | {'parked'}: a person answers here
]]
local consumer, most_attempts, utterances = ARGV[8], tonumber(ARGV[9]), ARGV[14]

if not is_held_by(consumer) then return {'lost'} end
if not is_open() then
  leave()
  return {'ended'}
end
if is_handed_off() then
  park()
  take(entry)
  redis.call('DEL', keys.turn)
  return {'parked'}
end
if spent() >= most_attempts then
  bury('attempts_spent', ARGV[10], ARGV[11])
  return {'spent'}
end
if is_late(0) then
  bury('deadline', ARGV[12], ARGV[13])
  return {'spent'}
end

if (tonumber(redis.call('HGET', keys.message, 'pieces')) or 0) > 0 then
  redis.call('XADD', keys.events, '*', 'type', 'reset')
end
local attempt = redis.call('HINCRBY', keys.message, 'attempt', 1)
local event = redis.call('XADD', keys.events, '*', 'type', 'processing', 'attempt', attempt)
local at = string.match(event, '^%d+')
redis.call('HSET', keys.message, 'status', 'processing', 'pieces', 0, 'owner', consumer, 'claimed_at', at)
redis.call('HSETNX', keys.message, 'started_at', at)
wake(false)

return {'run', attempt, redis.call('HGETALL', keys.message),
  redis.call('XREVRANGE', keys.transcript, '+', '-', 'COUNT', utterances)}
