--[[
  What a visitor thinks of a reply; the last word counts.

  KEYS[1] message hash
  ARGV[1] session that it must be of, '' for any   ARGV[2] rating   ARGV[3] comment, '' for none
  Returns {'rated'} | {'unknown'}
]]
local message = KEYS[1]
local session, rating, comment = ARGV[1], ARGV[2], ARGV[3]

local known = redis.call('HMGET', message, 'channel', 'session')
if not known[1] then return {'unknown'} end
if session ~= '' and (known[1] ~= 'widget' or known[2] ~= session) then return {'unknown'} end
redis.call('HSET', message, 'rating', rating)
if comment == '' then
  redis.call('HDEL', message, 'comment')
else
  redis.call('HSET', message, 'comment', comment)
end
return {'rated'}
