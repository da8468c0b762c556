-- A message that waited aside goes into the queue, and has its slot there; once, whoever asks.
if redis.call('ZREM', keys.aside, args.member) == 0 then return {'gone'} end
if redis.call('LINDEX', keys.jobs, 0) ~= args.id then return {'gone'} end -- an older version of us has ended it
take_slot({clinic = args.clinic}, args.id, '*')
put(args.id)
return {'queued'}
