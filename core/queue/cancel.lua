--[[
  Ends a message that nobody wants answered any more, wherever it is: in the queue, behind another turn, put aside
  for later, or under way; then its worker finds out, and what it still writes is refused.

  KEYS and ARGV[1…7] as in settle.lua
  Returns {'cancelled'} | {'ended'}: it was over already, and stays as it is
]]
if not is_open() then return {'ended'} end
settle({status = 'cancelled', type = 'cancelled'})
return {'cancelled'}
