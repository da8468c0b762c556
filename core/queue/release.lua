--[[
  A worker that has to stop gives a message back; another one has it at once. It costs the message no attempt.

  KEYS and ARGV[1…7] as in settle.lua
  ARGV[8] consumer   ARGV[9] attempt, '' where none was begun
  Returns {'returned'} | {'lost'}: it is not ours any more
]]
local consumer, attempt = ARGV[8], ARGV[9]

if not is_held_by(consumer) then return {'lost'} end
if attempt ~= '' then
  if not is_current(attempt) then return {'lost'} end
  redis.call('HSET', keys.message, 'status', 'queued')
  redis.call('HINCRBY', keys.message, 'handed_back', 1)
end
take(entry)
put(id)
return {'returned'}
