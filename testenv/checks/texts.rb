# SPDX-License-Identifier: GPL-2.0
# What is wrong with the texts, a line each, as GitHub shows them: it renders org by org-ruby.
# usage: texts.rb SUBJECT|all [FILE...], in the repository; texts.t says what each is about. With all,
# a line begins with its subject.
require 'org-ruby'
require_relative 'one_run'

# The Chinese that a program prints: of each line those of the quoted or listed parts that have any.
class Printed
  attr_reader :path, :lines

  def initialize(path)
    @path = path
    @lines = File.readlines(path, chomp: true, encoding: 'utf-8').map { |line| line.split(/[|"']/).grep(/\p{Han}/).join(' ') }
  end

  def chinese? = true
end

# A text's lines without its blocks, its headings as rendered, and where its links lead.
class Text
  attr_reader :path, :lines, :source

  def initialize(path)
    @path = path
    block = false
    @source = File.read(path, encoding: 'utf-8')
    @lines = @source.lines(chomp: true).map do |line|
      block = true if line =~ /^#\+begin_/i
      shown = block ? '' : line
      block = false if line =~ /^#\+end_/i
      shown
    end
  end

  def html = @html ||= Orgmode::Parser.new(@source).to_html

  def dir = File.dirname(path)
  def chinese? = path.end_with?('.zh.org')
  def exercise? = path.include?('/assignments/')
  def other = chinese? ? path.sub(/\.zh\.org$/, '.org') : path.sub(/\.org$/, '.zh.org')
  def links = lines.join("\n").scan(/\[\[([^\]]+)\](?:\[([^\]]*)\])?\]/)
  def headings = lines.grep(/^\*+ /).map { |line| line.sub(/^\*+ /, '').sub(/\s+:[A-Za-z:]+:\s*$/, '') }

  # what both languages have: the depths of headings, the number of items, the code in the prose
  def outline = lines.grep(/^\*+ /).map { |line| line[/^\*+/].size }
  def items = lines.grep(/^ *- (?!\[\[#)/).size

  def code
    prose = lines.join("\n").gsub(/\[\[[^\]]*\]\[/, '')
    prose.scan(/(?<![\w=])=([^=\s](?:[^=]*?[^=\s])?)=(?!\w)/).flatten.map { |word| word.gsub(/\s+/, ' ') }.uniq
  end

  # GitHub's rule: lower case, punctuation dropped, spaces become hyphens
  def self.anchor(heading) = heading.downcase.gsub(/[^\p{Word} -]/, '').tr(' ', '-')

  def anchors
    seen = Hash.new(0)
    html.scan(%r{<h\d[^>]*>(.*?)</h\d>}m).map do |(inner)|
      anchor = Text.anchor(inner.gsub(/<[^>]*>/, '').gsub('&#8217;', '').gsub(/&\w+;/, '').strip)
      again = seen[anchor]
      seen[anchor] += 1
      again.zero? ? anchor : "#{anchor}-#{again}"
    end
  end

  # how many rows each table has in the source, and as rendered
  def rows_written
    lines.slice_when { |a, b| a.start_with?('|') != b.start_with?('|') }
         .select { |part| part.first.start_with?('|') }
         .map { |part| part.grep_v(/^\|[-+]+\|?$/).size }
  end

  def rows_shown = html.scan(%r{<table.*?</table>}m).map { |table| table.scan('<tr').size }
end

FILES = `git ls-files --cached --others --exclude-standard 2>/dev/null`.then do |names|
  (names.empty? ? Dir['**/*'] : names.lines(chomp: true)).select { |name| File.file?(name) }
end
TEXTS = FILES.grep(/\.org$/).sort.map { |path| Text.new(path) }
# all that is no text; the checks say what not to say
PRINTED = FILES.grep_v(%r{\.org$|^testenv/(checks|unit)/|/work/}).select do |path|
  File.read(path, encoding: 'utf-8').then { |all| all.valid_encoding? && all =~ /\p{Han}/ }
end
OUTSIDE = %w[vmlinux.h].freeze # named, and not ours
WORDS = File.readlines("#{__dir__}/texts.words", chomp: true, encoding: 'utf-8').grep_v(/^#/)
            .map { |line| line.split("\t").then { |wrong, right| [Regexp.new(wrong), right] } }
LESSONS = Dir['tracing??-*'].sort
def lesson_text(lesson, chinese) = "#{lesson}/README#{'.zh' if chinese}.org"

SUBJECTS = {
  'links' => lambda do |text|
    text.links.filter_map do |target, _|
      path, anchor = target.sub(/^file:/, '').split('#', 2)
      next if target =~ %r{^https?://}
      file = path.empty? ? text.path : File.join(text.dir, path)
      next "#{target}: no such file" unless File.exist?(file)
      next if anchor.nil? || (path.empty? ? text : Text.new(file)).anchors.include?(anchor)

      "#{target}: no such heading"
    end
  end,

  'contents' => lambda do |text|
    headings = text.headings
    at = headings.index('Table of Contents') || headings.index('目录') or next []
    listed = text.lines.filter_map { |line| line[/^ *- \[\[#[^\]]*\]\[(.*)\]\]$/, 1] }
    (headings[at + 1..] - listed).map { |heading| "#{heading}: not in the table of contents" } +
      (listed - headings).map { |heading| "#{heading}: in the table of contents alone" }
  end,

  'paths' => lambda do |text|
    text.lines.join("\n").scan(/=([^=\n ]+)=/).flatten.uniq.filter_map do |word|
      next if OUTSIDE.include?(word)
      next unless word =~ %r{^(?:\./|(?:\.\./)+|)[a-zA-Z0-9_.-]+(?:/[a-zA-Z0-9_.-]+)*/?$} && word !~ /NAME/
      rooted = word =~ %r{^(\.\.?/|(common|headers|testenv|assignments|tracing\d\d-[a-z-]+)/)}
      next unless rooted || word =~ /^[a-z0-9_-]+\.(c|h|sh|mk|svg|org)$/
      lesson = text.dir[%r{^[^/]+}]
      next if [text.dir, lesson, '.'].any? { |dir| File.exist?(File.join(dir, word)) }
      # what is built is as good as its source; a bare name may stand anywhere
      next if rooted && [text.dir, lesson, '.'].any? { |dir| File.exist?(File.join(dir, "#{word.delete_suffix('.o')}.c")) }
      next if !rooted && FILES.any? { |name| File.basename(name) == word }
      # an assignment's start may make the file that its text names
      next if text.exercise? && File.read("#{text.dir}/start.patch", encoding: 'utf-8').include?("+++ b/#{word}")

      "=#{word}=: no such file"
    end
  end,

  'tables' => lambda do |text|
    found = text.rows_written == text.rows_shown ? [] : ["rows written #{text.rows_written}, shown #{text.rows_shown}"]
    rows = text.lines.slice_when { |a, b| a.start_with?('|') != b.start_with?('|') }
    found + rows.flat_map do |table|
      first = table.filter_map { |row| row[/^\| *([^| ][^|]*?) *\|/, 1] }
      first.tally.filter_map { |cell, times| "#{cell}: #{times} rows" if times > 1 }
    end
  end,

  'languages' => lambda do |text|
    found = []
    found << "#{text.other}: missing" unless File.exist?(text.other)
    found << 'no #+LANGUAGE: zh-CN' if text.chinese? && !text.lines.include?('#+LANGUAGE: zh-CN')
    top = text.lines.take_while { |line| line !~ /^\*/ }.join("\n")
    found << "#{File.basename(text.other)}: no link to it under the title" unless
      text.exercise? || top.include?("[[file:#{File.basename(text.other)}]")
    found
  end,

  # a translation of an older text has another shape than the text of today
  'alike' => lambda do |text|
    next [] if text.chinese? || !File.exist?(text.other)

    chinese = Text.new(text.other)
    found = %w[outline rows_written items].reject { |what| text.send(what) == chinese.send(what) }
                                          .map { |what| "#{what} #{text.send(what)}, in Chinese #{chinese.send(what)}" }
    found << "code not in Chinese: #{text.code - chinese.code}" if (text.code - chinese.code).any?
    found << "code in Chinese only: #{chinese.code - text.code}" if (chinese.code - text.code).any?
    found
  end,

  'run' => ->(text) { OneRun.new(text.source).found },

  'next' => lambda do |text|
    after = LESSONS.index(text.dir)&.succ
    after = 0 if text.path.start_with?('BASICS')
    next [] unless after && LESSONS[after]

    wanted = lesson_text(LESSONS[after], text.chinese?)
    text.links.any? { |target, _| File.join(text.dir, target.sub('file:', '')).then { |p| File.expand_path(p) == File.expand_path(wanted) } } ? [] : ["#{wanted}: no link to it"]
  end,

  'assignments' => lambda do |text|
    next [] unless LESSONS.include?(text.dir)

    task = text.chinese? ? 'task.zh.org' : 'task.org'
    there = Dir["#{text.dir}/assignments/*/#{task}"].map do |path|
      number = path[%r{assignments/(\d+)-}, 1]
      title = File.read(path, encoding: 'utf-8')[/^#\+TITLE: (.*)/, 1]
      "| #{number} | [[file:#{path.delete_prefix("#{text.dir}/")}][#{title}]]"
    end
    listed = text.lines.filter_map { |line| line.gsub(/ +/, ' ')[/^\| \d+ \| \[\[file:assignments[^|]*(?= \|)/] }
    (there - listed).map { |row| "not listed: #{row}" } + (listed - there).map { |row| "no such assignment: #{row}" }
  end,

  'code' => lambda do |text|
    shown = text.html.gsub(%r{<(pre|code).*?</\1>}m, '').gsub(/<[^>]*>/, '')
    # code that ends with a quote does not end there: it takes in all up to the next =
    swallows = text.html.scan(%r{<code>(.*?)</code>}m).flatten.grep(/&(?:quot|#39);=(?!\w)/)
    shown.scan(/.{0,20}(?:(?<!\w)[=~][^\s=~]|[^\s=~][=~](?!\w)).{0,20}/).map { |part| "#{part.strip}: not shown as code" } +
      swallows.map { |part| "#{part[/\A.*/]}: does not end at the quote" }
  end,

  'figures' => lambda do |text|
    next [] unless LESSONS.include?(text.dir)

    drawn, shown = Dir["#{text.dir}/*.svg"].map { |path| File.basename(path) }, text.lines.filter_map { |line| line[/^\[\[file:(.*\.svg)\]\]$/, 1] }
    drawn.select! { |name| name.end_with?('.zh.svg') == text.chinese? }
    (drawn - shown).map { |name| "#{name}: not shown" } + (shown - drawn).map { |name| "#{name}: not a figure in this language" }
  end,

  'plan' => lambda do |text|
    next [] unless %w[README.org README.zh.org].include?(text.path)

    LESSONS.filter_map do |lesson|
      number = Dir["#{lesson}/assignments/*/"].size
      row = text.lines.find { |line| line =~ /^\| #{lesson[/^tracing\d\d/]} / }
      "#{lesson}: the course plan does not say #{number} assignments" unless row && row.split('|')[3].to_i == number
    end
  end,

  'words' => lambda do |text|
    next [] unless text.chinese?

    text.lines.each_with_index.flat_map do |line, n|
      # neither code nor the place that a link leads to is prose
      prose = line.gsub(/\[\[[^\]]*\]/, '[').gsub(/(?<!\w)=[^\s=](?:[^=]*[^\s=])?=/, '=')
      WORDS.filter_map { |wrong, right| "line #{n + 1}: #{$&}: say #{right}" if prose =~ wrong }
    end
  end
}.freeze

asked = ARGV[0] == 'all' ? SUBJECTS.keys : SUBJECTS.keys & [ARGV[0]]
abort "texts.rb: #{ARGV[0]}: one of #{SUBJECTS.keys.join(', ')}, all" if asked.empty?
TEXTS.concat(PRINTED.map { |path| Printed.new(path) })
TEXTS.select! { |text| ARGV.drop(1).include?(text.path) } if ARGV[1]
asked.each do |name|
  texts = name == 'words' ? TEXTS : TEXTS.grep(Text)
  texts.each { |text| SUBJECTS[name].call(text).each { |line| puts "#{"#{name}: " if asked[1]}#{text.path}: #{line}" } }
end
