-- A delivery is the answer to a message on its way to where that came from, and bears its id.
local account = args.channel .. ' ' .. string.match(args.session, '^[^:]*')

local function is_current(attempt)
  local known = redis.call('HMGET', keys.delivery, 'status', 'attempt')
  return known[1] == 'open' and known[2] == attempt
end
