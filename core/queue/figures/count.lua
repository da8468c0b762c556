-- How long the widget's visitors waited for their replies: how many came within so many ms, and how many failed.
local function count(kind, known, finished)
  if args.counted ~= '1' then return end
  if kind == 'error' then redis.call('HINCRBY', keys.stats, 'failed', 1) end
  if kind ~= 'message' or not known.created_at then return end
  local took, bucket = finished - known.created_at, 'inf'
  for _, bound in ipairs(constants.bounds) do
    if took <= bound then
      bucket = bound
      break
    end
  end
  redis.call('HINCRBY', keys.stats, bucket, 1)
  redis.call('HINCRBY', keys.stats, 'ms', took)
end
