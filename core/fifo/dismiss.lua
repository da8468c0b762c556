--[[
  Removes consumers that hold nothing and have been silent for long; never one that holds an entry, since that
  would be lost with it.

  KEYS[1] stream
  ARGV[1] group   ARGV[2] silent for at least, in ms   ARGV[3] only this consumer, '' for all
  Returns {'dismissed', how many}
]]
local stream = KEYS[1]
local group, silent, only = ARGV[1], tonumber(ARGV[2]), ARGV[3]

local consumers = redis.pcall('XINFO', 'CONSUMERS', stream, group)
if consumers.err then
  local is_absent = string.find(consumers.err, 'NOGROUP', 1, true) or string.find(consumers.err, 'no such key', 1, true)
  return is_absent and {'dismissed', 0} or consumers
end

local count = 0
for _, fields in ipairs(consumers) do
  local consumer = {}
  for i = 1, #fields, 2 do consumer[fields[i]] = fields[i + 1] end
  local meant = only == '' or only == consumer.name
  if meant and consumer.pending == 0 and consumer.idle >= silent then
    redis.call('XGROUP', 'DELCONSUMER', stream, group, consumer.name)
    count = count + 1
  end
end
return {'dismissed', count}
