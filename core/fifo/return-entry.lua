-- A consumer that has to stop gives an entry back that it has not begun; another one has it at once.
if not is_held_by(args.consumer) then return {'lost'} end
ack(args.entry)
put(args.job)
return {'returned'}
