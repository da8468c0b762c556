--[[
  Ends a message, if this attempt is still the current one: result, terminal event, transcript, ack, and the
  session's next message into the queue.

  KEYS and ARGV[1…7] as in settle.lua
  ARGV[8] attempt   ARGV[9] status   ARGV[10] type of the terminal event
  ARGV[11] text of the reply, or error code   ARGV[12] words for the visitor
  Returns {'finished'} | {'fenced'}: another attempt has begun, or it has ended already
]]
if not is_current(ARGV[8]) then return {'fenced'} end
settle({status = ARGV[9], type = ARGV[10], text = ARGV[11], code = ARGV[11], words = ARGV[12]})
return {'finished'}
