--[[
  Looks after one message that is said to be open: a trimmed entry, a rolled-back failover or a lost list must
  not keep it open for ever.

  KEYS and ARGV[1…7] as in settle.lua
  ARGV[8] how long past its deadline it is given up, in ms   ARGV[9] error code and ARGV[10] words for that
  Returns {'kept'} | {'waiting'} | {'requeued'} | {'failed'} | {'ended'}
]]
if not is_open() then
  leave()
  return {'ended'}
end
if is_handed_off() then
  park()
  return {'kept'}
end
if is_late(-tonumber(ARGV[8])) then
  bury('deadline', ARGV[9], ARGV[10])
  return {'failed'}
end
if redis.call('ZSCORE', keys.delayed, ticket) or redis.call('ZSCORE', keys.lanes, ticket) then return {'kept'} end

local head = redis.call('LINDEX', keys.turns, 0)
-- Who is not open holds no turn.
while head and head ~= id and not redis.call('ZSCORE', keys.open, head) do
  redis.call('LPOP', keys.turns)
  redis.call('DEL', keys.turn)
  head = redis.call('LINDEX', keys.turns, 0)
end
if not redis.call('LPOS', keys.turns, id) then
  redis.call('RPUSH', keys.turns, id)
  redis.call('PEXPIRE', keys.turns, keep)
  head = head or id
end
if head ~= id then return {'waiting'} end

local place = redis.call('GET', keys.turn)
if place and #redis.call('XRANGE', keys.stream, place, place) > 0 then return {'kept'} end
put(id)
return {'requeued'}
