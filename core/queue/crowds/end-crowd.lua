-- These were told together; those that have come since wait for the next time.
for _, id in ipairs(args.ids) do redis.call('LREM', keys.crowd, 1, id) end
if redis.call('EXISTS', keys.crowd) == 1 then
  redis.call('ZADD', keys.crowds, now() + args.pause, args.crowd)
else
  redis.call('ZREM', keys.crowds, args.crowd)
end
return {'ended'}
