-- How many slots all workers have.
local function count_slots()
  local slots = 0
  for _, worker in ipairs(redis.call('ZRANGE', keys.workers, 0, -1)) do
    slots = slots + (tonumber(string.match(worker, '%d+$')) or 0)
  end
  return slots
end
