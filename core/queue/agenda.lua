--[[
  What there is to do for a worker, and that it is there: one round trip, however little there is. Of each fifo: is
  an entry abandoned, and when is a delayed job due. Who has been silent is forgotten.
]]
local at = now()
redis.call('ZREMRANGEBYSCORE', keys.workers, '-inf', at - args.presence)
local present = {[args.consumer] = true}
for _, member in ipairs(redis.call('ZRANGE', keys.workers, 0, -1)) do
  local name = string.match(member, '^%S+')
  if name == args.consumer then redis.call('ZREM', keys.workers, member) end
  present[name] = true
end
if args.slots > 0 then redis.call('ZADD', keys.workers, at, args.consumer .. ' ' .. args.slots) end
redis.call('PEXPIRE', keys.workers, args.presence)

-- No slot is held for a worker that is gone, nor by this one for what it does not work on any more: a version of us that
-- knows nothing of slots has ended that.
for _, member in ipairs(redis.call('ZRANGE', keys.slots, 0, -1)) do
  local id, holder = string.match(member, '(%S+) (%S+)$')
  local holds = present[holder]
  if holder == args.consumer then
    local known = redis.call('HMGET', constants.message_prefix .. id, 'status', 'owner')
    holds = known[1] == 'processing' and known[2] == holder
  end
  if not holds then redis.call('ZREM', keys.slots, member) end
end

-- Half of what is known, half of what this worker found.
if args.reply then
  local known = tonumber(redis.call('GET', keys.reply_time)) or args.reply
  redis.call('SET', keys.reply_time, math.floor((known + args.reply) / 2), 'PX', args.keep)
end

-- In how many ms the first of a sorted set is due; -1 where it is empty.
local function due(key)
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
  return first and math.max(0, tonumber(first) - at) or -1
end

local answer = {'agenda', redis.call('ZCARD', keys.lanes) + redis.call('ZCARD', keys.aside), due(keys.handoffs)}
for i, group in ipairs(args.groups) do
  local pending = redis.pcall('XPENDING', keys.fifos[2 * i - 1], group, 'IDLE', args.idle, '-', '+', 1)
  answer[#answer + 1] = not pending.err and #pending > 0 and 1 or 0
  answer[#answer + 1] = due(keys.fifos[2 * i])
end
return answer
