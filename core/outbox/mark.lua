-- Says that a piece is about to be sent, before it is: whoever takes the delivery over knows that it may have been.
if not is_current(args.attempt) or not is_held_by(args.consumer) then return {'fenced'} end
if (tonumber(redis.call('HGET', keys.delivery, 'sent')) or 0) > args.piece then return {'sent'} end
local why = withheld()
if why then return {'withheld', why} end
if tonumber(redis.call('HGET', keys.delivery, 'sending')) ~= args.piece then
  redis.call('HSET', keys.delivery, 'sending', args.piece, 'digest', args.digest, 'tries', 0, 'sending_at', now())
end
redis.call('HINCRBY', keys.delivery, 'tries', 1)
-- Until its end is known, the provider may be at it for so long.
redis.call('HSET', keys.delivery, 'unsure_at', now() + args.patience)
note_said(args.digest)
return {'marked'}
