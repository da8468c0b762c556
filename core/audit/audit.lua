-- Writes an entry behind the one that it follows; where another one came in between, says so and writes nothing.
local last = redis.call('XREVRANGE', keys.audit, '+', '-', 'COUNT', 1)[1]
local hash = ''
for i = 1, last and #last[2] or 0, 2 do
  if last[2][i] == 'hash' then hash = last[2][i + 1] end
end
if hash ~= args.previous then return {'moved', hash} end
redis.call('XADD', keys.audit, 'MAXLEN', '~', args.longest, '*', 'previous', args.previous, unpack(args.fields))
return {'written'}
