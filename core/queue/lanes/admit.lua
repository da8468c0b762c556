-- A message that found the queue full goes into it; once, whoever asks.
if redis.call('ZREM', keys.lanes, entry_key(args.id)) == 0 then return {'gone'} end
put(args.id)
return {'queued'}
