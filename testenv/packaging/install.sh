#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What is installed, and where. The directories come from the Makefile beside this script.
#
#   install.sh install      all of it, below DESTDIR
#   install.sh uninstall    removes that, and the directories that hold nothing else
#   install.sh programs     a line for each: where it is built, a tab, its name as installed
#
# What a program opens is beside it, as in the repository: so the programs stand in
# libexecdir in directories like the lessons', and bindir has links to them.
# shellcheck disable=SC2013,SC2046 # the names of the files here have no spaces
set -eu
shopt -s nullglob
case ${1-} in
install | uninstall | programs) ;;
*) echo "install.sh: ${1:-"''"}: not install, uninstall or programs" >&2; exit 2 ;;
esac
: "${PROGRAM_PREFIX?}" "${bindir:?}" "${libexecdir:?}" "${includedir:?}" "${mandir:?}" \
	"${pkgconfigdir:?}" "${bashcompletions:?}" "${zshcompletions:?}" \
	"${docdir:?}" "${wiresharkdir:?}" "${unitdir:?}"
cd "$(dirname "$(readlink -f "$0")")/../.."
project=tracing-xdp
version=$(sed -n 's/^#define VERSION "\(.*\)"/\1/p' common/base/version.h)
private=$libexecdir/$project
multiarch=$(${CC:-cc} -print-multiarch 2>/dev/null || true)	# where asm/ is, which clang does not look for when it targets bpf

# Where a name is that of two lessons' programs, each is called for its lesson.
programs()
{
	local lesson program name
	local -A lessons=()
	for program in $(sed -n 's/^PROGRAMS := //p' tracing??-*/Makefile); do
		lessons[$program]=$((${lessons[$program]-0} + 1))
	done
	for lesson in tracing??-*; do
		for program in $(sed -n 's/^PROGRAMS := //p' "$lesson/Makefile"); do
			name=$program
			[ "${lessons[$program]}" -eq 1 ] || { name=${lesson#*-}; name=${name//-/_}; }
			printf '%s\t%s\n' "$lesson/$program" "$PROGRAM_PREFIX$name"
		done
	done
	printf '%s\t%s\n' testenv/testenv.sh "${PROGRAM_PREFIX}testenv" testenv/doctor "${PROGRAM_PREFIX}doctor"
}

# installed_as PATH: that program's name
installed_as() { programs | awk -F'\t' -v path="$1" '$1 == path { print $2 }'; }

# The objects that programs open, and examples to load: all but those within a program.
objects()
{
	local source object
	for source in tracing??-*/*_kern.c; do
		object=${source%.c}.o
		grep -qs "^BPF_EMBED(.*\"${object#*/}\"" "${source%/*}"/*.c || echo "$object"
	done
}

# All of it; what is done to a file, a link and what is made here, install() and uninstall() say:
# file MODE SOURCE TARGET, link TO TARGET, made TARGET
files()
{
	local path name
	while IFS=$'\t' read -r path name; do
		file 755 "$path" "$private/$path"
		link "$private/$path" "$bindir/$name"
		made "$mandir/man8/$name.8"
		link "$bashcompletions/$project" "$bashcompletions/$name"
	done < <(programs)
	for path in $(objects); do
		file 644 "$path" "$private/$path"
	done
	file 755 testenv/lab/xdp_stats "$private/testenv/lab/xdp_stats"
	file 755 testenv/doctor.d/probe "$private/testenv/doctor.d/probe"
	for path in testenv/doctor.d/*.sh; do
		file 644 "$path" "$private/$path"
	done
	file 755 testenv/packaging/candidates "$private/candidates"
	for path in headers/*.h tracing06-xdp-hook/{hook,entry_hook}.h; do
		file 644 "$path" "$includedir/$project/${path##*/}"
	done
	file 755 tracing05-xdp-fentry/wireshark/xdp-extcap "$private/tracing05-xdp-fentry/wireshark/xdp-extcap"
	link "$private/tracing05-xdp-fentry/wireshark/xdp-extcap" "$wiresharkdir/extcap/xdp-extcap"
	file 644 tracing05-xdp-fentry/wireshark/xdp.lua "$wiresharkdir/plugins/xdp.lua"
	for path in tracing02-xdp-monitor/prometheus/*.yml; do
		file 644 "$path" "$docdir/prometheus/${path##*/}"
	done
	made "$unitdir/$(installed_as tracing02-xdp-monitor/trace_load_and_stats).service"
	made "$docdir/wireshark.html"
	link "$docdir/wireshark.html" "$private/tracing05-xdp-fentry/wireshark/help.html"
	made "$pkgconfigdir/$project.pc"
	made "$bashcompletions/$project"
	made "$zshcompletions/_$project"
}

# What is no copy of a file
content()
{
	local name=${1##*/}
	case $1 in
	*.8)	man_page "${name%.8}" ;;
	*.pc)	cat <<-EOT ;;
		prefix=$PREFIX
		includedir=$includedir

		Name: $project
		Description: Headers for XDP programs: parsing, counting, capture, hooks
		Version: $version
		Cflags: -I\${includedir}/$project${multiarch:+ -idirafter /usr/include/$multiarch}
		EOT
	*.service)
		name=${name%.service}
		sed "s,/usr/bin/trace_load_and_stats,$bindir/$name,; s,default/xdp-monitor,default/$name,
			s,^Documentation=.*,Documentation=man:$name(8)," tracing02-xdp-monitor/prometheus/xdp-monitor.service ;;
	*.html)	awk -f testenv/packaging/html.awk -v heading="In Wireshark" -v names="$(programs | tr '\t\n' '  ')" \
			tracing05-xdp-fentry/README.org ;;
	*)	[[ $name == _* ]] && name=completion.zsh || name=completion.bash
		sed "s/@NAMES@/$(programs | cut -f 2 | xargs)/" "testenv/packaging/$name" ;;
	esac
}

# Sections of the lessons that are of use to who has it installed, too: program | text:heading.
# Without a heading, its commands are examples.
sections()
{
	grep "^$1|" <<-'EOT' | sed 's/^[^|]*|//'
	tracing05-xdp-fentry/xdpdump|tracing05-xdp-fentry/README.org:In Wireshark
	tracing06-xdp-hook/xdpcap|tracing06-xdp-hook/README.org:In your own program
	tracing06-xdp-hook/xdpcap|tracing05-xdp-fentry/README.org:In Wireshark
	tracing02-xdp-monitor/trace_load_and_stats|tracing02-xdp-monitor/README.org:Many machines: Prometheus
	testenv/testenv.sh|tracing01-xdp-simple/README.org:
	EOT
}

man_page()
{
	local path
	path=$(programs | awk -F'\t' -v name="$1" '$2 == name { print $1 }')
	"./$path" --help=table | awk -f testenv/packaging/man.awk -v name="$1" -v program="${path##*/}" \
		-v lesson="${path%%/*}" -v whole="$(sections "$path" | paste -sd'|')" -v version="$version" -v names="$(programs | tr '\t\n' '  ')" \
		-v date="$(sed -n '/^## [0-9.]* - /{s///p;q}' CHANGELOG.md)" \
		- $({ ls "${path%%/*}/README.org"; sections "$path" | cut -d: -f 1; } 2>/dev/null | awk '!seen[$0]++') README.org
}

install()
{
	file() { command install -D -m "$1" "$2" "$DESTDIR$3"; }
	link() { mkdir -p "$DESTDIR${2%/*}" && ln -sfn "$(realpath -sm --relative-to="${2%/*}" "$1")" "$DESTDIR$2"; }
	made() { content "$1" >"$made" && file 644 "$made" "$1"; }
	made=$(mktemp)
	trap 'rm -f "$made"' EXIT
	files
}

uninstall()
{
	file() { rm -f "$DESTDIR$3"; }
	link() { rm -f "$DESTDIR$2"; }
	made() { rm -f "$DESTDIR$1"; }
	files
	for path in "$private" "$includedir/$project" "$docdir"; do
		[ ! -d "$DESTDIR$path" ] || find "$DESTDIR$path" -depth -type d -exec rmdir --ignore-fail-on-non-empty {} +
	done
}

"$1"
