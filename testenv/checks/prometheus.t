#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# trace_load_and_stats as an exporter: its file and its answers are what Prometheus takes, and
# say exactly how many packets were aborted; the rules, the unit and the configuration that
# stand beside it hold. With LENGTH=full, by a real Prometheus and a real node_exporter.
. "$(dirname "$0")/lib.sh"
monitor=$tracing02/trace_load_and_stats
examples=$tracing02/prometheus
exceptions='xdp_exceptions_total{interface="lo",action="XDP_ABORTED"}'
have() { command -v "$1" >/dev/null; }

# aborted N: so many packets come to lo, where a program aborts each
aborted() { ping -q -c "$1" -i 0.002 -W 0.1 127.0.0.1 >ping.out; }

# get PORT PATH [HEADER] [METHOD]: what is answered, head and all, in $answer
get()
{
	local fd
	exec {fd}<>"/dev/tcp/127.0.0.1/$1"
	printf '%s %s HTTP/1.0\r\n%b\r\n' "${4-GET}" "$2" "${3:+$3\r\n}" >&$fd
	IFS='' read -rd '' answer <&$fd
	exec {fd}>&-
	answer=${answer//$'\r'/}
	answer=${answer%$'\n'}
}
value() { sed -n "s/^${1//[\[.]/\\&} //p" <<<"$2"; }
port() { sed -nE 's,^listening on http://127.0.0.1:([0-9]+)/metrics$,\1,p' "$1"; }

# format DESCRIPTION FILE: Prometheus' own tool takes it without a complaint
format()
{
	if have promtool; then
		ok "$1" promtool check metrics <"$2"
		is "$1: in all lines" "" "$(promtool check metrics <"$2" 2>&1)"
	else
		skip "$1" "no promtool here: install prometheus"
	fi
	is "$1: every line is a comment or a sample" "" \
		"$(grep -vE '^# (HELP|TYPE) [a-z_]+ .+$|^[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [0-9]+$' "$2")"
	is "$1: each family once" "" "$(sed -n 's/^# TYPE //p' "$2" | sort | uniq -d)"
	is "$1: counters are named so" "" "$(sed -n 's/^# TYPE \(.*\) counter$/\1/p' "$2" | grep -v '_total$')"
}

exits "an XDP program on lo" 0 "$tracing01/xdp_loader" -d lo -S --single --filename "$tracing02/xdp_prog_kern.o" --progname xdp_abort

# the file: there at once, replaced, and readable whatever the umask is
start file "^watching" bash -c "umask 077; exec $monitor --interval 1 --openmetrics xdp.prom"
is "its mode" 644 "$(stat -c %a xdp.prom)"
is "before any packet" "" "$(value "$exceptions" "$(cat xdp.prom)")"
first=$(stat -c %i xdp.prom)
aborted 7
await grep -qF "$exceptions 7" xdp.prom
is "seven packets are aborted" 7 "$(value "$exceptions" "$(cat xdp.prom)")"
ok "the file is another one: who reads the first still has all of that" test "$first" != "$(stat -c %i xdp.prom)"
stop TERM
is "SIGTERM: exit status" 0 "$status"
is "nothing but the file is left" xdp.prom "$(echo xdp*)"
is "nothing is printed" "" "$(cat file.out)"
format "the file" xdp.prom
exits "a file of another name" 0 "$monitor" --interval 1 --count 1 --openmetrics xdp.metrics
is "is OpenMetrics" "# EOF" "$(tail -n 1 xdp.metrics)"
ln -s /dev/null link.prom
refuses "a link is not replaced" 1 "^link.prom: not a regular file$" "$monitor" --openmetrics link.prom
refuses "nor a device" 1 "^/dev/null: not a regular file$" "$monitor" --openmetrics /dev/null
refuses "no such directory" 1 "^no/xdp.prom.tmp: No such file or directory$" "$monitor" --openmetrics no/xdp.prom
refuses "--openmetrics with --json" 2 "^--openmetrics: " "$monitor" --openmetrics xdp.prom --json
refuses "--listen with --stats" 2 "^--listen: " "$monitor" --listen :9912 --stats

# by HTTP: what is told is what is counted by then, whatever the interval is
run "$monitor" --listen nonsense
if [[ $err == *"built without libmicrohttpd"* ]]; then
	is "without the library, one line says so" \
		"--listen: built without libmicrohttpd: install libmicrohttpd-dev, and make again" "$err"
	skip "--listen" "built without libmicrohttpd"
else
	for address in nonsense 127.0.0.1 127.0.0.1: :65536 ::1:9912 localhost:9912 300.0.0.1:1; do
		refuses "--listen $address" 2 "^--listen: $address: not ADDR:PORT, as 127.0.0.1:9912$" "$monitor" --listen "$address"
	done
	refuses "an address that is not here" 1 "^--listen: 192.0.2.1:1: Cannot assign requested address$" "$monitor" --listen 192.0.2.1:1
	start listen "^watching" "$monitor" --interval 86400 --listen 127.0.0.1:0
	at=$(port listen.err)
	refuses "a port that is taken" 1 "Address already in use$" "$monitor" --listen "127.0.0.1:$at"
	aborted 5
	get "$at" /metrics
	is "the answer is there" "HTTP/1.1 200 OK" "${answer%%$'\n'*}"
	like "as text" "^Content-Type: text/plain; version=0.0.4; charset=utf-8$" "$answer"
	is "five packets more, and just those" 5 "$(value "$exceptions" "$answer")"
	sed '1,/^$/d' <<<"$answer" >answered
	format "the answer" answered
	aborted 4
	get "$at" /metrics 'Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5'
	like "as OpenMetrics where that is taken" "^Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8$" "$answer"
	is "nine packets" 9 "$(value "$exceptions" "$answer")"
	is "and its end" "# EOF" "$(tail -n 1 <<<"$answer")"
	get "$at" /
	like "/ says where to look" "^/metrics " "$answer"
	get "$at" /nonsense
	is "nothing else is there" "HTTP/1.1 404 Not Found" "${answer%%$'\n'*}"
	get "$at" /metrics 'Content-Length: 0' POST
	is "nothing is taken" "HTTP/1.1 405 Method Not Allowed" "${answer%%$'\n'*}"
	get "$at" /metrics '' HEAD
	is "HEAD has no body" "" "$(sed '1,/^$/d' <<<"$answer")"
	exec {idle}<>"/dev/tcp/127.0.0.1/$at"	# one that says nothing
	get "$at" /metrics
	is "who asks nothing keeps nobody waiting" 9 "$(value "$exceptions" "$answer")"
	exec {idle}>&-
	stop INT
	is "SIGINT: exit status" 0 "$status"
fi

# what the unit leaves to it
capabilities=-all,+bpf,+perfmon
[[ $(uname -r) != 5.10* ]] || capabilities+=,+sys_resource	# the unit lifts the limit
chmod 755 "$tmp"
mkdir -m 777 nobody
as_nobody true
exits "with CAP_BPF and CAP_PERFMON alone" 0 setpriv --reuid 65534 --regid 65534 --clear-groups \
	--inh-caps "$capabilities" --ambient-caps "$capabilities" \
	"${monitor/#$repo//run/repo}" --interval 1 --count 1 --openmetrics nobody/xdp.prom
if have systemd-analyze && systemd-analyze security --help | grep -q offline; then
	sed "s,/usr/bin/trace_load_and_stats,$monitor," "$examples/xdp-monitor.service" >xdp-monitor.service
	is "the unit is as systemd has it" "" "$(systemd-analyze verify ./xdp-monitor.service 2>&1 | grep xdp-monitor)"
	ok "and exposes little" systemd-analyze security --offline=true --threshold=15 ./xdp-monitor.service
else
	skip "the unit" "no systemd-analyze with --offline here"
fi
if have promtool; then
	ok "the rules and the configuration are Prometheus'" promtool check config "$examples/prometheus.yml"
	ln -s "$examples/xdp.rules.yml" .
	cat >test.yml <<-'EOT'
	rule_files: [xdp.rules.yml]
	evaluation_interval: 1m
	tests:
	  - interval: 1m
	    input_series:
	      - series: 'xdp_exceptions_total{instance="new",interface="eth0",action="XDP_ABORTED"}'
	        values: '_x10 3x20'
	      - series: 'xdp_exceptions_total{instance="more",interface="eth0",action="XDP_ABORTED"}'
	        values: '3x10 4x20'
	      - series: 'xdp_exceptions_total{instance="quiet",interface="eth0",action="XDP_ABORTED"}'
	        values: '3x30'
	    alert_rule_test:
	      - eval_time: 12m
	        alertname: XdpException
	        exp_alerts:
	          - exp_labels: {severity: warning, instance: new, interface: eth0, action: XDP_ABORTED}
	            exp_annotations: &said
	              summary: 'new: XDP on eth0 loses packets by XDP_ABORTED'
	              description: A program returned XDP_ABORTED or a code that is no action, or its XDP_TX failed.
	          - exp_labels: {severity: warning, instance: more, interface: eth0, action: XDP_ABORTED}
	            exp_annotations:
	              summary: 'more: XDP on eth0 loses packets by XDP_ABORTED'
	              description: A program returned XDP_ABORTED or a code that is no action, or its XDP_TX failed.
	      - eval_time: 25m
	        alertname: XdpException
	EOT
	ok "the first packet of a series is told as well as the next ones, and not for ever" promtool test rules test.yml
	is "each rule is of metrics that there are" "" "$(grep -ohE 'xdp_[a-z_]+_total' "$examples/xdp.rules.yml" | sort -u |
		while read -r name; do grep -q "\"${name%_total}\"\|# TYPE $name " "$tracing02/xdp_metrics.c" xdp.prom || echo "$name"; done)"
else
	skip "the rules" "no promtool here: install prometheus"
fi

# the real ones
query() { promtool query instant http://127.0.0.1:9090 "$1" | sed -nE 's/.* => ([0-9]+) @.*/\1/p'; }
# shellcheck disable=SC2317 # await runs it
told() { [ "$(query "$1")" = "$2" ]; }
if [ "${LENGTH-}" != full ]; then
	skip "a real Prometheus" "takes long: make test-all has it"
elif ! have prometheus || ! have prometheus-node-exporter; then
	skip "a real Prometheus" "install prometheus and prometheus-node-exporter"
elif [ ! -e answered ]; then
	skip "a real Prometheus" "built without libmicrohttpd"
else
	mkdir text
	start both "^watching" "$monitor" --interval 1 --listen 127.0.0.1:9912 --openmetrics text/xdp.prom
	start node "Listening on" prometheus-node-exporter --collector.disable-defaults --collector.textfile \
		--collector.textfile.directory=text --web.listen-address=127.0.0.1:9100
	{ printf 'global:\n  scrape_interval: 1s\n  evaluation_interval: 1s\n'; sed "s,xdp.rules.yml,$examples/&," "$examples/prometheus.yml"; } >prometheus.yml
	start prometheus "Server is ready" prometheus --config.file=prometheus.yml --storage.tsdb.path=data --web.listen-address=127.0.0.1:9090
	aborted 23
	for job in xdp node; do
		await told "xdp_exceptions_total{job=\"$job\",interface=\"lo\"}" 23
		is "$job: Prometheus knows exactly how many" 23 "$(query "xdp_exceptions_total{job=\"$job\",interface=\"lo\",action=\"XDP_ABORTED\"}")"
		is "$job: is up" 1 "$(query "up{job=\"$job\"}")"
	done
	aborted 2
	for job in xdp node; do
		await told "xdp_exceptions_total{job=\"$job\"}" 25
		is "$job: and two more" 25 "$(query "xdp_exceptions_total{job=\"$job\"}")"
	done
	is "it is a counter" counter "$(promtool query series --match=up http://127.0.0.1:9090 >/dev/null && get 9090 '/api/v1/targets/metadata?metric=xdp_exceptions_total' && grep -o '"type":"[a-z]*"' <<<"$answer" | head -n 1 | cut -d'"' -f 4)"
	await told 'count(ALERTS{alertname="XdpException"})' 2
	is "and both have their alert" 2 "$(query 'count(ALERTS{alertname="XdpException"})')"
fi
done_testing
