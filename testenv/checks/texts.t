#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The texts as GitHub shows them: links, tables, both languages, the lists of assignments.
. "$(dirname "$0")/lib.sh"
ruby -e 'require "org-ruby"' 2>/dev/null || skip_all "needs org-ruby, a Ruby gem"
cd "$repo" || exit 1
subject() { is "$2" "" "$(ruby "$repo/testenv/checks/texts.rb" "$1" 2>&1)"; }
subject links		"each link leads to a file and a heading that are there"
subject contents	"each table of contents lists the headings that are there"
subject paths		"the files that are named are there"
subject tables		"no table loses a row or merges with the next"
subject languages	"each text has the other language, and links it under its title"
subject next		"each lesson links the next"
subject assignments	"each lesson lists its assignments by their titles"
subject code		"what stands between = and = is shown as code"
subject figures		"each figure is shown, and said in Chinese below it"
subject plan		"the course plan has every lesson, and knows how many assignments it has"
subject words		"one Chinese term for each thing, in the texts and in what programs print"
done_testing
