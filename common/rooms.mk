# SPDX-License-Identifier: GPL-2.0
# The rooms of common/, lowest first, each with the rooms whose headers its files may
# include: its own, and those above this line that it names, with what these may.

room.base     := base
room.bpf      := bpf $(room.base)
room.maps     := maps $(room.bpf)
room.xdp      := xdp $(room.bpf)
room.filter   := filter $(room.bpf)
room.savefile := savefile $(room.base)
room.capture  := capture $(room.maps) $(room.xdp) $(room.filter) $(room.savefile)
