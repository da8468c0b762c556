-- A worker that has to stop gives a message back; another one has it at once. It costs the message no attempt.
if not is_held_by(args.consumer) then return {'lost'} end
if args.attempt ~= '' then
  if not is_current(read(keys.message), args.attempt) then return {'lost'} end
  redis.call('HSET', keys.message, 'status', 'queued')
  redis.call('HINCRBY', keys.message, 'handed_back', 1)
end
ack(args.entry)
put(args.id)
return {'released'}
