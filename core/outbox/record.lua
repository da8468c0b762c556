--[[
  Writes down that the piece being sent has gone out. What went out went out, whoever says so: this has no fence.

  KEYS[1…8] and ARGV[1…6] as in letter.lua
  KEYS[9] what is known of the provider's message
  ARGV[7] the provider's id   ARGV[8] digest of the text
  Returns {'recorded', 1 if the account was parked until now}
        | {'ignored'}: no such piece is being sent, or that message of the provider's is another piece
]]
local outgoing = KEYS[9]
local provider_id, digest = ARGV[7], ARGV[8]

local known = redis.call('HMGET', keys.delivery, 'sending', 'digest')
local piece = tonumber(known[1])
if not piece or known[2] ~= digest then return {'ignored'} end
if redis.call('HSETNX', outgoing, 'piece', id .. ' ' .. piece) == 0 then return {'ignored'} end

-- A receipt may have been faster.
redis.call('HSETNX', outgoing, 'status', 'pending')
redis.call('PEXPIRE', outgoing, keep)
redis.call('HSET', keys.delivery, 'sent', piece + 1, 'piece_' .. piece, provider_id)
redis.call('HDEL', keys.delivery, 'sending')
return {'recorded', redis.call('HDEL', keys.parked, account)}
