-- One more use by a page on a day. A day has few pages; whatever is beyond them is counted as one.
local field = args.field
if redis.call('HEXISTS', keys.day, field) == 0 and redis.call('HLEN', keys.day) >= constants.most then
  field = args.other
end
redis.call('HINCRBY', keys.day, field, 1)
redis.call('EXPIRE', keys.day, constants.keptSeconds)
return {'counted'}
