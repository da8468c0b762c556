-- A worker that has to stop gives a message back; another one has it at once. It costs the message no attempt.
if not is_held_by(args.consumer) then return {'lost'} end
if args.attempt ~= '' then
  local known = read(keys.message)
  if not is_current(known, args.attempt) then return {'lost'} end
  redis.call('HSET', keys.message, 'status', 'queued')
  free_slot(known, args.id)
  redis.call('HINCRBY', keys.message, 'handed_back', 1)
end
ack(args.entry)
put(args.id)
return {'released'}
