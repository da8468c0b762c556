--[[
  Which conversation belongs to a chat that its provider calls by these names, now by one and now by another. A
  conversation that exists goes on.

  KEYS[1…n] alias of each name   KEYS[n+1…2n] transcript of the conversation that bears the name
  ARGV[1] how long an alias lasts, in ms   ARGV[2…n+1] the names, the best first
  Returns {name}
]]
local lasts, count = tonumber(ARGV[1]), #KEYS / 2
local names = {unpack(ARGV, 2)}
local chat

for i = 1, count do chat = chat or redis.call('GET', KEYS[i]) end
for i = 1, count do
  if not chat and redis.call('EXISTS', KEYS[count + i]) == 1 then chat = names[i] end
end
chat = chat or names[1]

for i = 1, count do
  if names[i] ~= chat then redis.call('SET', KEYS[i], chat, 'PX', lasts) end
end
return {chat}
