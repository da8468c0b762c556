-- Does the queue hold all that the workers can take at once, and some more? Whoever comes then waits in a lane.
local function is_full()
  local length, slots = redis.call('XLEN', keys.stream), 0
  if length < 64 then return false end
  if redis.call('EXISTS', keys.lanes) == 1 then return true end
  for _, worker in ipairs(redis.call('ZRANGE', keys.workers, 0, -1)) do
    slots = slots + (tonumber(string.match(worker, '%d+$')) or 0)
  end
  return length >= constants.fullness * slots
end

-- The lanes take turns: the next of this one is a turn behind its last, and none is before what is next now.
local function enter_lane(id)
  local next_up = tonumber(redis.call('ZRANGE', keys.lanes, 0, 0, 'WITHSCORES')[2] or 0)
  local last = next_up > 0 and tonumber(redis.call('HGET', keys.lane_scores, args.lane) or 0) or 0
  if next_up == 0 then redis.call('DEL', keys.lane_scores) end
  local score = math.max(last, next_up - 1) + 1
  redis.call('HSET', keys.lane_scores, args.lane, score)
  redis.call('ZADD', keys.lanes, score, entry_key(id))
end
