-- What a visitor thinks of a reply; the last word counts.
local channel = redis.call('HGET', keys.message, 'channel')
if channel ~= 'widget' and channel ~= 'legacy' then return {'unknown'} end
redis.call('HSET', keys.message, 'rating', args.rating)
if args.comment == '' then
  redis.call('HDEL', keys.message, 'comment')
else
  redis.call('HSET', keys.message, 'comment', args.comment)
end
return {'rated'}
