--[[
  Removes consumers that hold nothing and have been silent for long; never one that holds an entry, since that
  would be lost with it.

  KEYS[1] messages stream
  ARGV[1] group   ARGV[2] silent for at least, in ms   ARGV[3] only this consumer, '' for all
  Returns {'dismissed', how many}
]]
local stream = KEYS[1]
local group, silent, only = ARGV[1], tonumber(ARGV[2]), ARGV[3]

local count = 0
for _, fields in ipairs(redis.call('XINFO', 'CONSUMERS', stream, group)) do
  local consumer = {}
  for i = 1, #fields, 2 do consumer[fields[i]] = fields[i + 1] end
  local meant = only == '' or only == consumer.name
  if meant and consumer.pending == 0 and consumer.idle >= silent then
    redis.call('XGROUP', 'DELCONSUMER', stream, group, consumer.name)
    count = count + 1
  end
end
return {'dismissed', count}
