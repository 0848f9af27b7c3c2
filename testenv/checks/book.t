#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The course as web pages: what the builder says of a text that is wrong, what is in the pages;
# with LENGTH=full also what a browser makes of them, and axe-core, which npm fetches.
axe=${XDP_LAB_CACHE:-${HOME-}/.cache/xdp-lab}/axe-core-4.14.1
if [ "${LENGTH-}" = full ] && [ ! -e "$axe.tgz" ] && [ -z "${CHECK_IN_NAMESPACES-}" ] && command -v npm >/dev/null; then
	mkdir -p "$axe.new"	# whole, or not there
	(cd "$axe.new" && timeout 60 npm pack --silent axe-core@4.14.1 && mv ./*.tgz "$axe.tgz") >/dev/null 2>&1
	rm -rf "$axe.new"
fi
. "$(dirname "$0")/lib.sh"
. "$repo/testenv/checks/readme.sh"
beside others
ruby -e 'require "org-ruby"' 2>/dev/null || skip_all "needs org-ruby, a Ruby gem"
mkdir "$tmp/copy"
tar -C "$repo" -cf - --exclude=.git --exclude='*.o' --exclude=./book --exclude=work . | tar -xf - -C "$tmp/copy"
cd "$tmp/copy" || exit 1
book() { ruby testenv/book/book.rb "$@"; }
html() { find "$tmp/book" -name '*.html' "$@"; }

exits "make book's command" 0 book "$tmp/book"
like "it says where the first page is" "^$tmp/book/index.html: [0-9]+ files" "$out"
LC_ALL=C TZ=Asia/Shanghai ruby testenv/book/book.rb "$tmp/again" >/dev/null
ok "two builds are equal" diff -r "$tmp/book" "$tmp/again"
touch "$tmp/mark"
book "$tmp/book" >/dev/null
is "what has not changed is not written again" "" "$(find "$tmp/book" -newer "$tmp/mark" -type f)"
is "each page is in both languages" "" "$(cd "$tmp/book" && diff <(find . -name '*.html' -not -path './zh/*' | sort) <(cd zh && find . -name '*.html' | sort))"
is "each page leads to itself in the other language" "" "$(cd "$tmp/book" && find . -name '*.html' -printf '%P\n' | while read -r page; do
	other=${page#zh/}
	[ "$other" != "$page" ] || other=zh/$page
	grep -qE "class=\"lang\" href=\"(\.\./)*$other\"" "$page" || echo "$page"
done)"
# a link that is followed is no request
is "no page asks another host for anything" "" "$(grep -rnoE '<([b-z]|a[a-z])[^>]* (src|href)="?(https?:)?//[^"]*|url\([^)]*//[^)]*|@import|\bfetch\(|XMLHttpRequest' "$tmp/book" --include='*.html' --include='*.css' --include='*.js' --exclude-dir=src)"
is "each page is less than 200 kB, with its style and script" "" "$(html -size +$((200 - 20))k)"
ok "style and script are less than 20 kB" test "$(cat "$tmp"/book/book.{css,js} | wc -c)" -lt 20000
is "no markup of org is left" "" "$(html -not -path '*/src/*' -exec grep -nE '\[\[|^#\+|BLOCK[0-9]|href="#@' {} +)"

# table HEADING FILE: the first column of the table of that section
table()  { sed -n "/^\* $1/,/^\* /s/^| \([^|]*[^| ]\) *|.*/\1/p" "$2" | sed '1d; s/=\([^=]*\)=/\1/g; s/ \([，。；：、]\)/\1/g'; }
# missing LANGUAGE: what the index does not have of those lines
missing() { sed "s/’/'/g; s/…/.../g; s/\\\\\"/\"/g" "$tmp/book/search-$1.js" >"$tmp/index"; while read -r message; do grep -qF -e "$message" "$tmp/index" || echo "$message"; done; }
linked() { cat "$tmp"/book/"$1"*.html | grep -oE 'glossary\.html#term-[a-z-]+' | sort -u; }
for language in en zh; do
	ids=$(grep -oE 'id="term-[a-z-]+"' "$tmp/book/$([ $language = en ] || echo zh/)glossary.html" | sed 's/id="/glossary.html#/; s/"//' | sort -u)
	is "$language: each term of the glossary is linked where it occurs" "" "$(comm -23 <(echo "$ids") <(linked "$([ $language = en ] || echo zh/)"))"
done
is "and once in a page, where it is first" "" "$(html -not -path '*/src/*' | while read -r page; do
	grep -oE 'class="term" href="[^"]*"' "$page" | sort | uniq -d | sed "s,^,$page: ,"
done)"
ok "there is a glossary" test "$(wc -l <<<"$ids")" -gt 25
is "English: what fails is found by its message" "" "$(for readme in tracing*/README.org; do table 'When it fails' "$readme"; done | missing en)"
is "Chinese: what fails is found by its message" "" "$(for readme in tracing*/README.zh.org; do table 出错时 "$readme"; done | missing zh)"
ok "there are messages" test "$(table 'When it fails' tracing05-xdp-fentry/README.org | wc -l)" -gt 5
like "an excerpt says where it is from, and leads there" 'href="src/tracing01-xdp-simple.trace_prog_kern.c.html#L16" .*>trace_prog_kern.c:16<' "$(cat "$tmp/book/tracing01.html")"
like "its lines are marked there" 'id="L16" class="mark"' "$(cat "$tmp/book/src/tracing01-xdp-simple.trace_prog_kern.c.html")"
# shown FILE: its blocks of commands and what they print
shown() { sed -n '/^#+begin_example sh/,/^#+end_example/p' "$1"; }
is "what the first page shows is what tracing05 shows" "" "$(shown README.org | sed -n '/xdpdump/,/^#+end/p' | alike | grep -vxFf <(alike <tracing05-xdp-fentry/README.org))"
is "each lesson has a place in the first page's figure" "$(echo tracing0{1..6}.html)" \
	"$(sed -n '/<figure/,/<\/figure/p' "$tmp/book/index.html" | grep -o 'tracing0[0-9]\.html' | sort -u | xargs)"
is "the figures are drawn in one style" 1 "$(for figure in tracing*/*.svg testenv/book/*.svg; do sed -n '/<style>/,/<\/defs>/p' "$figure" | md5sum; done | sort -u | wc -l)"
like "hints are folded" '<details id="hint">' "$(cat "$tmp/book/tracing01-3.html")"
is "a figure of steps has a still and a choice for each" "4 4" "$(grep -o 'class="still"' "$tmp/book/tracing06.html" | wc -l) $(grep -o 'type="radio"' "$tmp/book/tracing06.html" | wc -l)"
unlike "what is copied is without the prompt" '<kbd>[$#] ' "$(cat "$tmp/book/tracing01.html")"
rm "$tmp/book/tracing03.html"
touch "$tmp/book/stale.html"
book "$tmp/book" >/dev/null
ok "a page that is gone is made again, one that is no longer in the book is removed" test -e "$tmp/book/tracing03.html" -a ! -e "$tmp/book/stale.html"

# And does it stop at what is wrong? One thing is broken, and mended again.
broken()	# FILE SED WHAT SAYS
{
	cp "$1" "$tmp/whole"
	sed -i "$2" "$1"
	exits "$3 stops it" 1 book "$tmp/book"
	like "$3: it says so" "^book: $4" "$err"
	cp "$tmp/whole" "$1"
}
lesson="tracing01-xdp-simple"
broken $lesson/trace_prog_kern.c	's/(\*valp)++/*valp += 1/'	"a line of code that is quoted, and changes" \
	"$lesson/README.zh.org: excerpt in no source: .*In the kernel, lookup"
broken $lesson/README.zh.org		's/^	__type(key, __s32);/	__type(key, __u32);/' "an excerpt that changes" \
	"$lesson/README.zh.org: excerpt in no source: struct \{"
broken BASICS.zh.org			's/\[\[#术语表\]/[[#词汇表]/'	"an anchor that is not there" "zh/basics.html: zh/basics.html#词汇表: no such heading"
broken $lesson/README.org		's,file:assignments/3-first-verdict/task.org,file:assignments/3-first/task.org,' \
	"a link to no file" "$lesson/README.org: file:assignments/3-first/task.org: no such file"
broken $lesson/packet-path.svg		's/>dropped, and reported</>dropped and reported</'	"a word of a figure without its Chinese" \
	"$lesson/packet-path.svg: dropped and reported: not in testenv/book/figures.tsv"
broken $lesson/packet-path.zh.svg	's/>驱动收到</>驱动得到</'	"a Chinese figure that is not as it is drawn" \
	"$lesson/packet-path.zh.svg: not as it is drawn: make figures"
broken testenv/book/figures.tsv		's/	驱动收到$/	驱动得到/'	"a Chinese word of a figure that changes" \
	"testenv/book/course.zh.svg: not as it is drawn: make figures"
broken $lesson/README.zh.org		's/packet-path.zh.svg/packet.zh.svg/'	"a figure that is not there" "$lesson/packet.zh.svg: no such file"
broken $lesson/README.zh.org		'/^\*\* 作业 1/d'	"a heading that one language lacks" "tracing01: another outline in Chinese"
mv $lesson/README.zh.org "$tmp/whole"
exits "a chapter that one language lacks stops it" 1 book "$tmp/book"
like "a chapter that one language lacks: it says so" "^book: .*$lesson/README.zh.org" "$err"
mv "$tmp/whole" $lesson/README.zh.org
cp BASICS.org LAPTOP.org
cp BASICS.zh.org LAPTOP.zh.org
book "$tmp/book" >/dev/null
ok "another text at the top is a chapter" grep -q 'href="laptop.html"' "$tmp/book/index.html"
rm LAPTOP.org LAPTOP.zh.org
mkdir "$tmp/full"
touch "$tmp/full/mine"
refuses "a directory with something else" 1 "^book: $tmp/full: not empty, and no book" book "$tmp/full"
mkdir "$tmp/without"
echo 'raise LoadError' >"$tmp/without/org-ruby.rb"
refuses "without org-ruby" 1 "^book: org-ruby: not installed" env RUBYLIB="$tmp/without" ruby testenv/book/book.rb "$tmp/new"
refuses "no directory" 2 "^usage: book.rb DIRECTORY" book

is "the workflow publishes what make book makes, with the permissions for that" "make book && rm -r book/.kept book write write" "$(ruby -ryaml -e '
	flow = YAML.load_file(".github/workflows/book.yml")
	steps = flow["jobs"]["book"]["steps"]
	puts steps.filter_map { |step| step["run"] }, steps.find { |step| step["uses"] =~ /upload-pages-artifact/ }["with"]["path"],
		flow["permissions"].values_at("pages", "id-token")' | xargs)"
ruby testenv/book/book.rb book >/dev/null
ok "and leaves out what only the next run needs" bash -c "rm -r book/.kept && test -e book/index.html"

# browser ASKED SUBJECT...: what book.html says of each subject, into $tmp/said
browser()
{
	{
		echo "const asked = { $1, subjects: $(printf '%s\n' "${@:2}" | json) };"
		[ ! -e "$axe.tgz" ] || printf 'asked.axe_source = %s;\n' "$(tar -xzOf "$axe.tgz" package/axe.min.js | jq -Rs .)"
	} >"$tmp/book/asked.js"
	HOME=$tmp timeout 300 ruby "$repo/testenv/checks/browser.rb" "$chromium" "file://$tmp/book/check.html" >"$tmp/said"
}
# finds SUBJECT DESCRIPTION: it has looked, and said nothing else
finds() { is "in a browser: $2" "looked" "$(sed -n "s/^$1: //p" "$tmp/said")"; }
json() { jq -R . | jq -sc .; }
without()	# REASON
{
	for subject in "no page is wider than a phone, or moves while it comes" "nothing moves after it was seen" \
		"no text of a figure touches a line or an edge" "each message is found" \
		"the other language is at the same heading" "reading needs no script" "axe-core finds nothing"; do
		skip "in a browser: $subject" "$1"
	done
}
chromium=$(command -v chromium-headless-shell || command -v chromium)
if [ "${LENGTH-}" != full ]; then
	without "make test-all does"
	done_testing
elif [ -z "$chromium" ]; then
	without "no chromium"
	done_testing
fi
book "$tmp/book" >/dev/null
cp testenv/checks/book.html "$tmp/book/check.html"
pages="pages: $(cd "$tmp/book" && find . -name '*.html' -not -name check.html -not -path '*/src/[!h]*' -printf '%P\n' | json)"
messages="messages: { 'index.html': $(for readme in tracing*/README.org; do table 'When it fails' "$readme"; done | json),
	'zh/index.html': $(for readme in tracing*/README.zh.org; do table 出错时 "$readme"; done | json) }"
switches="switches: ['tracing01.html', 'tracing05.html', 'zh/tracing05.html', 'zh/tracing06.html']"
some="axe: ['index.html', 'tracing01.html', 'tracing02.html', 'tracing01-3.html', 'glossary.html', 'messages.html', 'src/headers.packet_record.h.html',
	'zh/index.html', 'zh/tracing05.html', 'zh/tracing06.html', 'zh/tracing02-4.html', 'zh/verifier.html']"
drawn="drawn: $(cd "$tmp/book" && grep -lr '<figure' --include='*.html' . | sed 's,^\./,,' | json)"
subjects="phone shift figures search languages script"
[ ! -e "$axe.tgz" ] || subjects+=" axe"
# shellcheck disable=SC2086 # they are words
browser "$pages, $drawn, $messages, $switches, $some" $subjects
finds phone	"no page is wider than a phone, or moves while it comes"
finds shift	"nothing moves after it was seen, on a phone and on a desktop"
finds figures	"no text of a figure touches a line or an edge, in either language and in each step"
finds search	"each message is found"
finds languages	"the other language is at the same heading"
finds script	"reading needs no script"
if [ -e "$axe.tgz" ]; then
	finds axe "axe-core finds nothing, in light and in dark"
else
	skip "in a browser: axe-core finds nothing, in light and in dark" "no axe-core, which npm fetches"
fi

# And does it see what is wrong?
echo 'h1 { width: 400px } main p { color: #aaa !important }' >>"$tmp/book/book.css"
cat >>"$tmp/book/book.js" <<-'EOF'
	document.querySelector('h1').before(document.createElement('hr'));
	setTimeout(() => document.querySelector('h1').before(document.createElement('hr')), 60);
EOF
sed -i 's/>driver receives</>driver receives it now</' "$tmp/book/index.html"
# shellcheck disable=SC2086 # they are words
browser "pages: ['index.html'], drawn: ['index.html'], messages: { 'zh/index.html': ['天上没有月亮'] }, switches: [], axe: ['index.html']" $subjects
like "a heading that is too wide: it says so" "^phone: index.html: 4[0-9]+ pixels wide" "$(<"$tmp/said")"
like "a text that moves: it says so" "^phone: index.html: moves: " "$(<"$tmp/said")"
like "a text that moves later: it says so" "^shift: index.html: [0-9]+ pixels wide: 0\.0" "$(<"$tmp/said")"
like "a word that is too long for its box: it says so" "^figures: index.html: .*: driver receives it now: at the edge" "$(<"$tmp/said")"
like "a message that is not there: it says so" "^search: zh/index.html: 天上没有月亮: " "$(<"$tmp/said")"
[ ! -e "$axe.tgz" ] || like "grey on white: axe-core says so" "^axe: index.html: light: color-contrast: " "$(<"$tmp/said")"
done_testing
