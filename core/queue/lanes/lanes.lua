-- Does the queue hold all that the workers can take at once, and some more? Whoever comes then waits in a lane.
local function is_full()
  local length = redis.call('XLEN', keys.stream)
  if length < 64 then return false end
  return redis.call('EXISTS', keys.lanes) == 1 or length >= constants.fullness * count_slots()
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
