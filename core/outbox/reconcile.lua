--[[
  Looks after the first letter of a chat: a trimmed entry must not hold up what waits behind it for ever.

  KEYS and ARGV[1…6] as in letter.lua, of the letter of the chat that was put last
  Returns {'kept'} | {'requeued'} | {'gone'}: the chat has no letters
]]
local first = redis.call('LINDEX', keys.letters, 0)
if not first then
  redis.call('HDEL', keys.places, chat)
  return {'gone'}
end
if redis.call('ZSCORE', keys.delayed, first .. ' ' .. chat) then return {'kept'} end
local place = string.match(redis.call('HGET', keys.places, chat) or '', '^%S+')
if place and #redis.call('XRANGE', keys.stream, place, place) > 0 then return {'kept'} end
put(first)
return {'requeued'}
