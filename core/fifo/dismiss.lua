--[[
  Removes consumers that hold nothing and have been silent for long; never one that holds an entry, since that
  would be lost with it.
]]
local consumers = redis.pcall('XINFO', 'CONSUMERS', keys.stream, args.group)
if consumers.err then
  local is_absent = string.find(consumers.err, 'NOGROUP', 1, true) or string.find(consumers.err, 'no such key', 1, true)
  return is_absent and {'dismissed', 0} or consumers
end

local count = 0
for _, fields in ipairs(consumers) do
  local consumer = {}
  for i = 1, #fields, 2 do consumer[fields[i]] = fields[i + 1] end
  local meant = args.only == '' or args.only == consumer.name
  if meant and consumer.pending == 0 and consumer.idle >= args.silent then
    redis.call('XGROUP', 'DELCONSUMER', keys.stream, args.group, consumer.name)
    count = count + 1
  end
end
return {'dismissed', count}
