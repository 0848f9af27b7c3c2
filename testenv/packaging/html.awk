# SPDX-License-Identifier: GPL-2.0
# A section of a lesson's text as a page of its own, for who has the programs installed:
# what Help in Wireshark's dialog opens. Variables: heading, and names, each path in the
# repository and name as installed.

BEGIN {
	count = split(names, word, " ")
	for (i = 1; i < count; i += 2) {
		base = word[i]
		sub(".*/", "", base)
		installed[base] = word[i + 1]
	}
	print "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>XDP: " heading "</title>\n" \
		"<style>body { max-width: 48em; margin: 2em auto; padding: 0 1em; font-family: sans-serif; line-height: 1.4 }\n" \
		"pre { overflow-x: auto; background: #8882; padding: .5em }</style></head><body>\n<h1>XDP: " heading "</h1>"
}

/^\* / { flush(); inside = $0 == "* " heading; next }
!inside { next }
/^#\+begin_/ { flush(); literal = 1; print "<pre>"; next }
/^#\+end_/ { literal = 0; print "</pre>"; next }
literal && /ln -s/ { next }	# it is there
literal { sub(/ -X lua_script:[^ ]*/, ""); print escape($0); next }
/^$/ { flush(); next }
/^- / { flush(); item = 1; sub(/^- /, "") }
{ text = text (text == "" ? "" : " ") $0 }

END { flush(); print "</body></html>" }

function escape(of)
{
	gsub(/&/, "\\&amp;", of)
	gsub(/</, "\\&lt;", of)
	return of
}

# The paragraph or the item so far; what is about the repository is left out.
function flush(    mark, out)
{
	gsub(/  +/, " ", text)
	if (item && !list)
		print "<ul>"
	if (!item && list && text != "")
		print "</ul>"
	list = item || (list && text == "")
	out = text ~ /=make/ ? "" : escape(text)
	text = ""
	while (match(out, /=[^= ]([^=]*[^= ])?=/)) {
		mark = substr(out, RSTART + 1, RLENGTH - 2)
		out = substr(out, 1, RSTART - 1) "<code>" (mark in installed ? installed[mark] : mark) "</code>" \
			substr(out, RSTART + RLENGTH)
	}
	if (out != "")
		print item ? "<li>" out "</li>" : "<p>" out "</p>"
	item = 0
}
