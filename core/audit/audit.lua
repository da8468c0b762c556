-- Writes entries behind the one that they follow: all of them or none. Where another came in between, says so; and so of
-- acts that are not to be written any more: the session is gone, or this was written of it before.
local void = {}
for i, session in ipairs(keys.sessions) do
  local known = redis.call('HMGET', session, 'generation', 'erased', 'audited')
  if known[1] ~= args.generations[i] or known[2] == 'done' or known[3] then void[#void + 1] = i end
end
if #void > 0 then return {'void', void} end
local last = redis.call('XREVRANGE', keys.audit, '+', '-', 'COUNT', 1)[1]
local hash = ''
for i = 1, last and #last[2] or 0, 2 do
  if last[2][i] == 'hash' then hash = last[2][i + 1] end
end
if hash ~= args.previous then return {'moved', hash} end
for _, entry in ipairs(args.entries) do
  redis.call('XADD', keys.audit, 'MAXLEN', '~', args.longest, '*', unpack(cjson.decode(entry)))
end
for _, session in ipairs(keys.sessions) do redis.call('HSET', session, 'audited', '1') end
return {'written'}
