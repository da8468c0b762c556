--[[
  Which conversation belongs to a chat that its provider calls by these names, the best first, now by one and now by
  another. A conversation that exists goes on. `keys.names`: the alias of each name, then the transcript of each.
]]
local count, chat = #args.names
for i = 1, count do chat = chat or redis.call('GET', keys.names[i]) end
for i = 1, count do
  if not chat and redis.call('EXISTS', keys.names[count + i]) == 1 then chat = args.names[i] end
end
chat = chat or args.names[1]

for i = 1, count do
  if args.names[i] ~= chat then redis.call('SET', keys.names[i], chat, 'PX', args.lasts) end
end
return {'session', chat}
