# SPDX-License-Identifier: GPL-2.0
# A man page: of what a program says of itself (PROGRAM --help=table), of its lesson's text, and
# of the repository's (which capabilities it takes). Variables: the page's name, the program's in
# its lesson, version, date, names: each path in the repository and name as installed, and
# whole: sections that the page has as they are, "FILE:HEADING|...", of other lessons', too.

BEGIN {
	FS = "|"
	count = split(names, word, " ")
	for (i = 1; i < count; i += 2) {
		base = word[i]
		sub(".*/", "", base)
		if (!(base in installed) || index(word[i], lesson "/") == 1)
			installed[base] = word[i + 1]
		if (word[i + 1] != name)
			others[++other] = word[i + 1]
	}
}

function escape(text)
{
	gsub(/\\/, "\\e", text)
	return text
}

# As it is typed: hyphens are not to be broken at, nor to be made typographic.
function code(text)
{
	text = escape(text)
	gsub(/-/, "\\-", text)
	return text
}
function bold(text) { return "\\fB" code(text) "\\fR" }

# What stands between = and =: a program's name becomes the one that it is installed by.
function span(text,    first, rest)
{
	first = text
	sub(/ .*/, "", first)
	rest = substr(text, length(first) + 1)
	sub(/^\.\//, "", first)
	return bold((first in installed ? installed[first] : first) rest)
}

# Org's marks in a paragraph: links, code, bold, italics.
function prose(text,    out, mark, before)
{
	while (match(text, /\[\[[^]]*\]\[[^]]*\]\]/)) {
		mark = substr(text, RSTART, RLENGTH)
		sub(/^\[\[[^]]*\]\[/, "", mark)
		sub(/\]\]$/, "", mark)
		text = substr(text, 1, RSTART - 1) mark substr(text, RSTART + RLENGTH)
	}
	out = ""
	while (match(text, /(^|[^A-Za-z0-9=])=[^= ]/)) {
		before = substr(text, 1, RSTART + RLENGTH - 3)
		text = substr(text, RSTART + RLENGTH - 1)
		match(text, /[^ ]=([^A-Za-z0-9=]|$)/)
		mark = substr(text, 1, RSTART)
		text = substr(text, RSTART + 2)
		out = out emphasis(before) span(mark)
	}
	return out emphasis(text)
}

function emphasis(text,    mark)
{
	text = escape(text)
	while (match(text, /(^| )[*\/][A-Za-z][^*\/]*[a-z.][*\/]/)) {
		mark = substr(text, RSTART, RLENGTH)
		gsub(/[*\/]/, "", mark)
		text = substr(text, 1, RSTART - 1) (mark ~ /^ / ? " " : "") "\\fI" substr(mark, 1 + (mark ~ /^ /)) "\\fR" \
			substr(text, RSTART + RLENGTH)
	}
	return text
}

# Lines of 78 characters at most, none of which looks like a request.
function fill(text,    parts, n, i, line)
{
	n = split(text, parts, " ")
	line = ""
	for (i = 1; i <= n; i++) {
		if (line != "" && length(line) + 1 + length(parts[i]) > 78) {
			print line
			line = ""
		}
		line = line == "" ? (parts[i] ~ /^[.']/ ? "\\&" : "") parts[i] : line " " parts[i]
	}
	if (line != "")
		print line
}

function section(title)
{
	print ".SH " title
}

# what the program says of itself
NR == FNR {
	kind = $1
	sub(/^[a-z]*\|/, "")
	if (kind == "usage" || kind == "purpose")
		says[kind] = $0
	else if (kind == "option" || kind == "command")
		rows[++row] = kind "|" $0
	next
}

# the texts: a paragraph, an item or a row of a table at a time
FNR == 1 {
	paragraph()
	top = FILENAME == "README.org"
	heading = "intro"
	foreign = !top && index(FILENAME, lesson "/") != 1
}
/^#\+begin_/ { paragraph(); block = 1; next }
/^#\+end_/ { block = 0; next }
block { if (is_whole()) typed(); else example(); next }
/^#/ { next }
/^\*+ / { paragraph(); heading = $0; sub(/^\*+ /, "", heading); next }
/^\|[-+]+\|?$/ { paragraph(); body = 1; next }
/^\|/ { paragraph(); if (body && is_whole()) keep(row_of_table()); else if (body) table(); next }
{ body = 0 }
/^$/ { paragraph(); next }
/^- / { paragraph() }
/\[\[file:[^]]*\]\[[^]]*\]\]$/ && heading == "intro" && /^English/ { next }
{ gathered = gathered (gathered == "" ? "" : " ") $0 }

function is_whole() { return index("|" whole "|", "|" FILENAME ":" heading "|") }

# of such a section: what stands there, by its place in it
function keep(text)
{
	if (!(heading in kept))
		titles[++titled] = heading
	parts[heading, ++kept[heading]] = text
}

# What is typed and printed in it, by the names as installed; what is there then needs no link, and no -X.
function typed(    line)
{
	line = $0
	if (line ~ /ln -s/)
		return
	sub(/ -X lua_script:[^ ]*/, "", line)
	for (base in installed)
		gsub("(\\./|\\.\\./tracing[^ ]*/)" base, installed[base], line)
	keep("|" line)
}

function row_of_table(    cell)
{
	split(substr($0, 3), cell, / *\| */)
	return "- " cell[1] (cell[2] == "" ? "" : " (" cell[2] ")") ": " cell[3]
}

function sections(    i, j, text, literal)
{
	for (i = 1; i <= titled; i++) {
		section(toupper(titles[i]))
		for (j = 1; j <= kept[titles[i]]; j++) {
			text = parts[titles[i], j]
			if (literal && text !~ /^\|/)
				print ".fi"
			if (!literal && text ~ /^\|/)
				print (j == 1 ? "" : ".PP\n") ".nf"
			literal = sub(/^\|/, "", text)
			if (literal)
				print (text ~ /^[.']/ ? "\\&" : "") code(text)
			else {
				print sub(/^- /, "", text) ? ".IP \\(bu 2" : j == 1 ? "" : ".PP"
				fill(prose(text))
			}
		}
		if (literal)
			print ".fi"
		literal = 0
	}
}

function example(    line)
{
	line = $0
	if (top || line !~ /^\$ / || line ~ / > |&$/)
		return
	sub(/^\$ /, "", line)
	sub(/\.\.\/testenv\//, "./", line)
	if (line ~ /\.\.\// || line !~ ("^(sudo )?\\./" program "( |$)"))
		return
	for (base in installed)
		gsub("\\./" base, installed[base], line)
	examples[++shown] = line
}

# What is about the repository, or another program of the lesson, is of no use to who has it installed.
function paragraph(    text)
{
	text = gathered
	gathered = ""
	gsub(/  +/, " ", text)
	if (text == "" || top || text ~ /=make|=testenv/)
		return
	if (is_whole())
		keep(text)
	else if (foreign)
		return
	else if (heading == "intro" && (text = about(text)) != "")
		intro[++intros] = text
	else if (heading == "All options" && text ~ ("^=\\./" program " --help="))
		more = 1
	else if (more && (heading == "All options" || heading == "Several files"))
		notes[++noted] = text
}

# What a text says of itself as a text, or of another one, is left out.
function about(text,    part, n, i, out)
{
	sub(/In this lesson/, "Here", text)
	n = split(text, part, /\. /)
	for (i = 1; i <= n; i++)
		if (part[i] !~ /chapter|tracing[0-9]/)
			out = out (out == "" ? "" : " ") part[i] (part[i] ~ /\.$/ ? "" : ".")
	return out
}

function table(    cell, n)
{
	n = split(substr($0, 3), cell, / +\| */)
	if (top && heading == "Without root" && takes(cell[1]))
		capabilities[++capable] = without_lesson(cell[1]) "|" cell[2]
	else if (!foreign && heading == "When it fails" && $0 !~ /=make|testenv|assignment|headers\//)
		failures[++failed] = cell[1] "|" cell[2]
	else if (more && heading == "Several files")
		notes[++noted] = "- " cell[1] ": " cell[2]
}

function without_lesson(text)
{
	sub(/ of tracing[0-9]+/, "", text)
	return text
}

# Is that row of "Without root" this program's?
function takes(cell)
{
	if (cell !~ ("=" program "[= ]"))
		return 0
	return cell !~ /tracing[0-9]/ || cell ~ substr(lesson, 1, 9)
}

function synopsis(usage,    i, c, depth, part)
{
	depth = 0
	part = ""
	for (i = 1; i <= length(usage); i++) {
		c = substr(usage, i, 1)
		depth += (c == "[" || c == "(") - (c == "]" || c == ")")
		if (depth == 0 && substr(usage, i, 3) == " | ") {
			fill(bold(name) " " code(part))
			print ".br"
			part = ""
			i += 2
		} else {
			part = part c
		}
	}
	fill(bold(name) " " code(part))
}

# Kind, letter, word, argument, names, help, what goes with it; or kind, command, arguments, help.
function tagged(text,    f, tag, help)
{
	split(text, f, "|")
	print ".TP"
	tag = f[1] == "command" ? bold(f[2]) : (f[2] == "" ? "" : bold(f[2]) ", ") bold(f[3])
	help = f[1] == "command" ? f[3] : f[4]
	print tag (help == "" ? "" : " \\fI" code(help) "\\fR")
	if (f[1] == "command") {
		fill(sentence(f[4]))
		return
	}
	fill(sentence(f[6]) code(f[7]))
}

function sentence(text)
{
	text = escape(toupper(substr(text, 1, 1)) substr(text, 2))
	return text (text ~ /[.?!]$/ ? "" : ".")
}

function purpose(    text)
{
	text = says["purpose"]
	sub(/\. .*/, "", text)
	sub(/\.$/, "", text)
	return tolower(substr(text, 1, 1)) substr(text, 2)
}

function pairs(list, n,    i, part)
{
	for (i = 1; i <= n; i++) {
		split(list[i], part, "|")
		print ".TP"
		print prose(part[1])
		fill(prose(part[2]))
	}
}

END {
	paragraph()
	printf ".TH %s 8 %s \"tracing-xdp %s\" \"Tracing XDP\"\n", toupper(name), date, version
	print ".nh"
	section("NAME")
	fill(code(name) " \\- " escape(purpose()))
	section("SYNOPSIS")
	synopsis(says["usage"])
	section("DESCRIPTION")
	fill(escape(says["purpose"]))
	for (i = 1; i <= row; i++)
		if (rows[i] ~ /^command/) {
			if (!commands++)
				section("COMMANDS")
			tagged(rows[i])
		}
	section("OPTIONS")
	for (i = 1; i <= row; i++)
		if (rows[i] ~ /^option/)
			tagged(rows[i])
	if (noted)
		section("NOTES")
	for (i = 1; i <= noted; i++) {
		if (sub(/^- /, "", notes[i]))
			print ".IP \\(bu 2"
		else
			print ".PP"
		fill(prose(notes[i]))
	}
	sections()
	if (intros)
		section("BACKGROUND")
	for (i = 1; i <= intros; i++) {
		if (i > 1)
			print ".PP"
		fill(prose(intro[i]))
	}
	section("EXIT STATUS")
	fill("0 when it was done, 1 when it failed, 2 for wrong usage. Why is said on stderr, in one line.")
	if (capable) {
		section("CAPABILITIES")
		fill("What it takes to run it without being root:")
		pairs(capabilities, capable)
	}
	if (shown) {
		section("EXAMPLES")
		if (program != "testenv.sh")
			fill("Interfaces like veth-basic02 are those of " bold(installed["testenv.sh"]) "(8).")
	}
	for (i = 1; i <= shown; i++)
		if (!(examples[i] in seen)) {
			seen[examples[i]] = 1
			print (i == 1 && program == "testenv.sh" ? "" : ".PP\n") ".nf\n" code(examples[i]) "\n.fi"
		}
	if (failed) {
		section("DIAGNOSTICS")
		pairs(failures, failed)
	}
	section("SEE ALSO")
	for (i = 1; i <= other; i++)
		printf "\\fB%s\\fR(8)%s\n", code(others[i]), i < other ? "," : ""
}
