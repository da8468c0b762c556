-- A message that waited aside goes into the queue; once, whoever asks. Where its slot is taken meanwhile, aside again.
if redis.call('ZREM', keys.aside, args.member) == 0 then return {'gone'} end
if redis.call('LINDEX', keys.jobs, 0) ~= args.id then return {'gone'} end -- an older version of us has ended it
put(args.id)
return {'queued'}
