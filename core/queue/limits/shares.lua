-- Of a sample of what is open: how much is of this channel and clinic, of this channel, and of this address.
local function shares_of_open()
  local ids = redis.call('ZRANDMEMBER', keys.open, constants.sample)
  local lane, channel, address = 0, 0, 0
  for _, id in ipairs(ids) do
    local known = redis.call('HMGET', constants.message_prefix .. id, 'channel', 'clinic', 'address')
    if known[1] == args.channel then channel = channel + 1 end
    if known[1] == args.channel and known[2] == args.clinic then lane = lane + 1 end
    if known[3] and known[3] == args.address then address = address + 1 end
  end
  return lane / #ids, channel / #ids, address / #ids
end

-- Behind a full queue an eighth more is kept for those that hold little of it: one clinic's flood is not everybody's.
local function may_use_reserve(waiting)
  local reserve = math.ceil(args.most_open / 8)
  local used = waiting - args.most_open
  if used >= reserve then return false end
  local lane, channel, address = shares_of_open()
  if lane > 0.5 or address > 0.5 then return false end
  return channel <= 0.5 or used < reserve / 2 -- the rest is for the channel that did not fill it
end
