--[[
  Keeps a claim alive while its agent works. A bare XCLAIM would steal the entry back after a pause, so the
  attempt and the owner must both still be ours.

  KEYS[1] message hash   KEYS[2] messages stream
  ARGV[1] entry id       ARGV[2] group   ARGV[3] consumer   ARGV[4] attempt
  Returns {'kept'} | {'lost'}: stop working on it
]]
local message, stream = KEYS[1], KEYS[2]
local entry, group, consumer, attempt = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local known = redis.call('HMGET', message, 'status', 'attempt')
if known[1] ~= 'processing' or known[2] ~= attempt then return {'lost'} end
local pending = redis.call('XPENDING', stream, group, entry, entry, 1)[1]
if not pending or pending[2] ~= consumer then return {'lost'} end
redis.call('XCLAIM', stream, group, consumer, 0, entry, 'JUSTID')
return {'kept'}
