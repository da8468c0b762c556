-- One more use by a page on a day. A day has few pages: a new one takes the place of the least used, which is counted with
-- all that have none. So nobody hides the pages that are in use by naming many that are not.
local function make_room()
  local uses = redis.call('HGETALL', keys.day)
  local least, fewest
  for i = 1, #uses, 2 do
    local count = tonumber(uses[i + 1])
    if uses[i] ~= args.other and (not least or count < fewest) then least, fewest = uses[i], count end
  end
  redis.call('HDEL', keys.day, least)
  redis.call('HINCRBY', keys.day, args.other, fewest)
end

local is_known = args.field == args.other or redis.call('HEXISTS', keys.day, args.field) == 1
if not is_known and redis.call('HLEN', keys.day) >= constants.most then make_room() end
redis.call('HINCRBY', keys.day, args.field, 1)
redis.call('EXPIRE', keys.day, constants.keptSeconds)
return {'counted'}
