--[[
  Puts words of our own into the outbox that answer no message; once per chat in a while.

  KEYS[1…8] and ARGV[1…6] as in letter.lua
  KEYS[9…] that it, or its like, was said lately
  ARGV[7] the words   ARGV[8] where to   ARGV[9] clinic   ARGV[10…] once per so many ms, for each of those keys
  Returns {'posted'} | {'repeated'}
]]
local words, target, clinic = ARGV[7], ARGV[8], ARGV[9]

for i = 9, #KEYS do
  if not redis.call('SET', KEYS[i], '1', 'NX', 'PX', ARGV[i + 1]) then return {'repeated'} end
end
redis.call('HSET', keys.message, 'status', 'done', 'channel', channel, 'session', session, 'clinic', clinic,
  'target', target, 'reply', words)
redis.call('PEXPIRE', keys.message, keep)
if redis.call('RPUSH', keys.letters, id) == 1 then put(id) end
redis.call('PEXPIRE', keys.letters, keep)
return {'posted'}
