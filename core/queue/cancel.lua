--[[
  Ends a message that nobody wants answered any more, wherever it is: in the queue, behind another turn, put aside
  for later, or under way; then its worker finds out, and what it still writes is refused.
]]
local known = read(keys.message)
if not is_open(known) then return {'ended'} end
local message = {id = args.id, hash = keys.message, events = keys.events, entry = '', known = known}
write_end(message, 'cancelled', {'type', 'cancelled'}, {})
return {'cancelled'}
