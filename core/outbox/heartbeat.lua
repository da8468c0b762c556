--[[
  Keeps a letter from being taken for abandoned while its provider is slow.

  KEYS and ARGV[1…6] as in letter.lua
  ARGV[7] consumer   ARGV[8] attempt
  Returns {'kept'} | {'lost'}
]]
local consumer, attempt = ARGV[7], ARGV[8]

if not is_current(attempt) or not is_held_by(consumer) then return {'lost'} end
redis.call('XCLAIM', keys.stream, group, consumer, 0, entry, 'JUSTID')
return {'kept'}
