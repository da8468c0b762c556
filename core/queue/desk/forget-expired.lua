-- Takes out of a list of the desk those of whom nothing is left; each has two keys.
local count = 0
for i, member in ipairs(args.members) do
  if redis.call('EXISTS', keys.theirs[2 * i - 1], keys.theirs[2 * i]) == 0 then
    count = count + redis.call('ZREM', keys.list, member)
  end
end
return {'forgotten', count}
