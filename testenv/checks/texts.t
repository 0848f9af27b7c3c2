#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The texts as GitHub shows them: links, tables, both languages, the lists of assignments.
. "$(dirname "$0")/lib.sh"
beside others
ruby -e 'require "org-ruby"' 2>/dev/null || skip_all "needs org-ruby, a Ruby gem"
cd "$repo" || exit 1
ruby testenv/checks/texts.rb all >"$tmp/seen" || { echo "Bail out! texts.rb failed"; exit 1; }
subject() { is "$2" "" "$(sed -n "s/^$1: //p" "$tmp/seen")"; }
subject links		"each link leads to a file and a heading that are there"
subject contents	"each table of contents lists the headings that are there"
subject paths		"the files that are named are there"
subject tables		"no table loses a row or merges with the next"
subject languages	"each text has the other language, and links it under its title"
subject alike		"both languages have the same outline, rows, items and code"
subject run		"what a text's examples show was seen in one run: ids, interfaces, addresses, times and counts agree"
subject next		"each lesson links the next"
subject assignments	"each lesson lists its assignments by their titles"
subject code		"what stands between = and =, or ~ and ~, is shown as code"
subject figures		"each figure is shown, in the text's language"
subject plan		"the course plan has every lesson, and knows how many assignments it has"
subject words		"one Chinese term for each thing, in the texts and in what programs print"

# And does it see what is wrong? One thing is broken in a copy, and mended again.
mkdir "$tmp/copy"
tar -cf - --exclude=.git --exclude='*.o' . | tar -xf - -C "$tmp/copy"
broken()	# SUBJECT FILE SED WHAT PATTERN
{
	cp "$tmp/copy/$2" "$tmp/whole"
	sed -i "$3" "$tmp/copy/$2"
	like "$4: $1 tells" "^$2: $5" "$(cd "$tmp/copy" && ruby testenv/checks/texts.rb "$1" "$2" 2>&1)"
	cp "$tmp/whole" "$tmp/copy/$2"
}
lesson="tracing01-xdp-simple"
broken words	$lesson/assignments/3-first-verdict/task.zh.org	'0,/验证器/s//校验器/'	"another term in a task"	"line [0-9]+: 校验器: say 验证器"
broken words	testenv/doctor.d/messages.sh	's/可以附加到 xdp/可以附着到 xdp/'	"another term in what a program prints" "line [0-9]+: 附着: say 附加"
broken links	$lesson/README.zh.org		's/\[\[#hash-映射\]/[[#hash映射]/'	"an anchor that is not there"	"#hash映射: no such heading"
broken code	$lesson/README.zh.org		's/ =xdp_abort= /=xdp_abort=/'	"code that touches Chinese"	".*: not shown as code"
broken code	$lesson/README.org		"s/'scalar'\.\.\.=/'scalar'=/"	"code that ends with a quote"	".*: does not end at the quote"
broken languages	$lesson/README.org	's/file:README.zh.org/file:README.cn.org/'	"a link to no other language"	".*README.zh.org"
broken figures	$lesson/README.zh.org		's/path.zh.svg/path.svg/'	"an English figure in a Chinese text"	"packet-path.svg: not a figure in this language"
broken figures	$lesson/README.org		'/path.svg/d'	"a text without its figure"	"packet-path.svg: not shown"
broken alike	$lesson/README.org		's/=stats_sum()=/=stats_sums()=/'	"a name that changed in one language"	"code not in Chinese: .*stats_sums"
lesson="tracing05-xdp-fentry"
broken run	$lesson/README.org	's/ID 126 func/ID 129 func/'	"a program with two ids"	"line [0-9]+: xdp_rewrite_and_drop has the id 129, and had 126"
broken run	$lesson/README.org	's/xdp_pass (id 168)/xdp_pass (id 108)/'	"a later program with a lower id"	"line [0-9]+: .* id 108 is not above 126"
broken run	$lesson/README.org	'0,/if_index 2/s//if_index 3/'	"an interface with two numbers"	"line [0-9]+: veth-basic02 is interface 3, and was 2"
broken run	$lesson/README.org	's/0x0000: - b2/0x0000: - b6/'	"an address that is no end's"	"line [0-9]+: b6.* is a third MAC address"
broken run	$lesson/README.org	's/^1796046269\.145/1796046268.845/'	"packets sooner than ping sends them"	"line [0-9]+: packets 1 and 2 are 0.2.. s apart"
broken run	$lesson/README.org	's/, seq 39,/, seq 40,/'	"a sequence number that is too high"	"line [0-9]+: echo requests 38 and 40 are 0.5.. s apart"
broken run	$lesson/README.org	's/^6 packets captured/7 packets captured/'	"packets that are not shown"	"line [0-9]+: 7 packets captured, where -c asks for 6"
broken code	$lesson/README.org	's/~frame.interface_id == 1~/~frame.interface_name contains "fexit"~/'	"a quotation mark at the end of code"	".*interface_name.*: not shown as code"
broken run	tracing06-xdp-hook/README.org	's/^1796046/1795235/'	"another day"	"line [0-9]+: this is more than an hour from"
broken tables	BASICS.zh.org			'/^| skb /p'	"a term explained twice"	"skb: 2 rows"
done_testing
