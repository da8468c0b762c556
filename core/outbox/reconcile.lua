-- Looks after the first delivery of a chat: a trimmed entry must not hold up what waits behind it for ever.
local first = redis.call('LINDEX', keys.jobs, 0)
if not first then
  forget()
  return {'gone'}
end
if redis.call('ZSCORE', keys.delayed, entry_key(first)) then return {'kept'} end
local entry = head_entry()
if entry and #redis.call('XRANGE', keys.stream, entry, entry) > 0 then return {'kept'} end
put(first)
return {'requeued'}
