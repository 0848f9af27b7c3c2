#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packages of what is in this repository now: make deb, make rpm.
#
#   package.sh deb|rpm [DIR]    DIR: where the packages go (default: dist, in the repository)
#
# The source package is made in a directory that is removed afterwards: there debian/ is at the
# top, with a changelog and a version that are those of CHANGELOG.md and common/base/version.h.
set -eu
case ${1-} in
deb | rpm) ;;
*) echo "package.sh: ${1:-"''"}: not deb or rpm" >&2; exit 2 ;;
esac
[ $# -le 2 ] || { echo "package.sh: $3: unexpected" >&2; exit 2; }
cd "$(dirname "$(readlink -f "$0")")/../.."
version=$(sed -n 's/^#define VERSION "\(.*\)"/\1/p' common/base/version.h)
project=tracing-xdp
mail=maintainers@users.noreply.b-seed-95ef3d23.example
dist=$(realpath -m "${2:-dist}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source=$work/$project-$version

needs() { [ -x "$(command -v "$1")" ] || { echo "package.sh: $1: not installed" >&2; exit 1; }; }

sources()
{
	mkdir "$source"
	{ git ls-files -z --cached --others --exclude-standard 2>/dev/null || find . -type f -not -path './.git/*' -print0; } |
		tar --null -T - --ignore-failed-read -cf - 2>/dev/null | tar -xf - -C "$source"
}

# entries WRITER: it is called with a version and its date, then with each item, then with nothing
entries()
{
	local line text=''
	while IFS= read -r line; do
		case $line in
		'## '*' - '*)	[ -z "$text" ] || "$1"
				text=${line#'## '}
				"$1" "${text% - *}" "${text#* - }" ;;
		'- '*)		"$1" "${line#- }" ;;
		esac
	done <CHANGELOG.md
	"$1"
}

debian_entry()
{
	case $# in
	2)	echo "$project ($1) unstable; urgency=medium"
		echo
		day=$2 ;;
	1)	fold -s -w 72 <<<"${1//\`/}" | sed '1s/^/  * /; 2,$s/^/    /; s/ *$//' ;;
	0)	printf '\n -- Tracing XDP maintainers <%s>  %s\n\n' "$mail" "$(LC_ALL=C date -u -d "$day" '+%a, %d %b %Y %H:%M:%S +0000')" ;;
	esac
}

rpm_entry()
{
	case $# in
	2)	echo "* $(LC_ALL=C date -u -d "$2" '+%a %b %d %Y') Tracing XDP maintainers <$mail> - $1-1" ;;
	1)	fold -s -w 72 <<<"${1//\`/}" | sed '1s/^/- /; 2,$s/^/  /; s/ *$//; s/%/%%/g' ;;
	0)	echo ;;
	esac
}

deb()
{
	needs dpkg-buildpackage
	needs dh
	cp -r testenv/packaging/debian "$source"
	sed -i "s/@MAIL@/$mail/" "$source/debian/control"
	entries debian_entry >"$source/debian/changelog"
	(cd "$source" && dpkg-buildpackage -us -uc -b) >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }
	mkdir -p "$dist"
	mv "$work"/*.deb "$work"/*.changes "$work"/*.buildinfo "$dist"
}

rpm()
{
	local guest=()
	needs rpmbuild
	{ sed "s/@VERSION@/$version/" testenv/packaging/$project.spec; entries rpm_entry; } >"$work/$project.spec"
	tar -czf "$work/$project-$version.tar.gz" -C "$work" "$project-$version"
	# where rpm is a guest, its packages cannot be asked for, and its scripts do not fit the system's tools
	[ -e /etc/rpm/macros.dist ] || guest=(--nodeps --define '__brp_strip %{nil}' --define '__brp_compress %{nil}')
	rpmbuild -ba "${guest[@]}" --define "_topdir $work/rpm" --define "_sourcedir $work" \
		"$work/$project.spec" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }
	mkdir -p "$dist"
	mv "$work"/rpm/RPMS/*/*.rpm "$work"/rpm/SRPMS/*.rpm "$work/$project.spec" "$dist"
}

sources
"$1"
(cd "$dist" && ls -- *".$1")
