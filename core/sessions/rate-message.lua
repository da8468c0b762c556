-- What a visitor thinks of a reply; the last word counts.
local known = redis.call('HMGET', keys.message, 'channel', 'session')
if known[1] ~= 'widget' and known[1] ~= 'legacy' then return {'unknown'} end
if args.session ~= '' and (known[1] ~= 'widget' or known[2] ~= args.session) then return {'unknown'} end
redis.call('HSET', keys.message, 'rating', args.rating)
if args.comment == '' then
  redis.call('HDEL', keys.message, 'comment')
else
  redis.call('HSET', keys.message, 'comment', args.comment)
end
return {'rated'}
