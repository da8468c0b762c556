-- A delayed job whose time has come goes back into the stream; once, whoever asks.
local due = redis.call('ZSCORE', keys.delayed, entry_key(args.job))
if not due then return {'gone'} end
if tonumber(due) > now() then return {'early'} end
redis.call('ZREM', keys.delayed, entry_key(args.job))
put(args.job)
return {'queued'}
