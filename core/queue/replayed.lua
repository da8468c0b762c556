-- A dead letter has become a message again: whoever still asks for the old one is told of the new one.
if redis.call('EXISTS', keys.message) == 1 then redis.call('HSET', keys.message, 'replayed_as', args.replayed_as) end
redis.call('XDEL', keys.dead, args.letter)
return {'noted'}
