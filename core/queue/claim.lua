--[[
  Begins a new attempt at a message that this consumer was handed by XREADGROUP or XAUTOCLAIM.
  The attempt number is the fence: whatever an earlier attempt still tries to write is refused.

  KEYS and ARGV[1…7] as in settle.lua
  ARGV[8] consumer   ARGV[9] most attempts
  ARGV[10] error code and ARGV[11] words where the attempts are spent, ARGV[12] and ARGV[13] where it is too late
  Returns {'run', attempt, name, value, …of the hash} | {'lost'}: somebody else has it
        | {'ended'}: nothing left to do | {'spent'}: given up just now
]]
local consumer, most_attempts = ARGV[8], tonumber(ARGV[9])

if not is_held_by(consumer) then return {'lost'} end
local status = redis.call('HGET', keys.message, 'status')
if status ~= 'queued' and status ~= 'processing' then
  leave()
  return {'ended'}
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
redis.call('HSET', keys.message, 'status', 'processing', 'pieces', 0, 'owner', consumer)
redis.call('HSETNX', keys.message, 'started_at', string.match(event, '^%d+'))
wake(false)

local answer = {'run', attempt}
for _, item in ipairs(redis.call('HGETALL', keys.message)) do answer[#answer + 1] = item end
return answer
