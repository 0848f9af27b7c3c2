-- SPDX-License-Identifier: GPL-2.0
-- What xdpdump and xdpcap tell of a packet beside its bytes, as fields of Wireshark's own: xdp.*
-- The packet at its exit is linked to the same one at its entry, and back.

local xdp = Proto("xdp", "XDP capture")
local fields = {
	point = ProtoField.string("xdp.point", "Captured at"),
	program = ProtoField.string("xdp.program", "Program"),
	verdict = ProtoField.string("xdp.verdict", "Verdict"),
	id = ProtoField.uint64("xdp.id", "Packet id"),
	entry = ProtoField.framenum("xdp.entry", "At its entry", base.NONE, frametype.REQUEST),
	exit = ProtoField.framenum("xdp.exit", "At its exit", base.NONE, frametype.RESPONSE),
	took = ProtoField.relative_time("xdp.took", "Between the two"),
}
xdp.fields = fields

local verdicts = { [0] = "XDP_ABORTED", "XDP_DROP", "XDP_PASS", "XDP_TX", "XDP_REDIRECT" }
local get = {
	interface = Field.new("frame.interface_name"),
	description = Field.new("frame.interface_description"),
	id = Field.new("frame.packet_id"),
	verdict = Field.new("frame.verdict.ebpf_xdp"),
	time = Field.new("frame.time_epoch"),
}

local seen -- by machine, interface, program and id: the frames at entry and exit, and their times

function xdp.init()
	seen = { entry = {}, exit = {} }
end

-- "eth0:xdp_pass()@fexit" of xdpdump, "xdpcap_hook@XDP_PASS" of xdpcap
local function place(interface)
	local device, program, point = interface:match("^(.*):(.*)%(%)@f(%a+)$")
	if device and (point == "entry" or point == "exit") then
		return point, program, device .. ":" .. program
	end
	return interface:match("^(.*)@(XDP_%u+)$")
end

function xdp.dissector(_, pinfo, tree)
	local interface, id, verdict = get.interface(), get.id(), get.verdict()
	if not interface then return end
	local point, program, pair = place(interface.value)
	if not point then return end
	local branch = tree:add(xdp)
	local said

	if not pair then
		branch:add(fields.point, point) -- a hook's name, and its slot's
		said = program
	else
		branch:add(fields.point, point)
		branch:add(fields.program, program)
	end
	if verdict then
		local value = tonumber(tostring(verdict.value))
		said = verdicts[value] or ("return code " .. value)
	end
	if said then branch:add(fields.verdict, said) end
	-- in front: what stands behind is cut off in most windows
	pinfo.cols.info:prepend("[" .. (pair and program or point) .. ": " .. (said or point) .. "] ")
	if not id then return end
	branch:add(fields.id, id.value)
	if not pair then return end

	-- of which machine, where captures of several are merged
	local host = tostring(get.description() or ""):match(" on (%S+)$") or ""
	local key = host .. ":" .. pair .. ":" .. tostring(id.value)
	local other = point == "exit" and "entry" or "exit"
	if not pinfo.visited then
		seen[point][key] = { frame = pinfo.number, time = get.time().value }
	end
	local partner = seen[other][key]
	if partner then branch:add(fields[other], partner.frame):set_generated() end
	if partner and point == "exit" then
		branch:add(fields.took, get.time().value - partner.time):set_generated()
	end
end

register_postdissector(xdp)
