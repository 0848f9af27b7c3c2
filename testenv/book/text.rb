# SPDX-License-Identifier: GPL-2.0
# One org file as the book shows it: its sections, in HTML. org-ruby makes the prose, as on
# GitHub; blocks, figures, links and hints are made here.
begin
  require 'org-ruby'
rescue LoadError
  abort 'book: org-ruby: not installed: make deps, or gem install org-ruby'
end

def escape(text) = text.gsub('&', '&amp;').gsub('<', '&lt;').gsub('>', '&gt;').gsub('"', '&quot;')
def plain(html) = html.gsub(/<[^>]*>/, '').gsub(/&(lt|gt|amp|quot);/) { { 'lt' => '<', 'gt' => '>', 'amp' => '&', 'quot' => '"' }[$1] }
                      .gsub(/&#(\d+);/) { [$1.to_i].pack('U') }

Section = Struct.new(:level, :heading, :anchor, :html)

class Text
  attr_reader :path, :lang, :title, :sections

  # book: figures, excerpts and links are its business. The first section is what comes before a heading.
  def initialize(book, path, lang)
    @book = book
    @path = path
    @lang = lang
    @blocks = []
    @links = []
    @title = 'untitled'
    @sections = cut(joined(book.kept_of(prose.join("\n")) { |text| Orgmode::Parser.new(text).to_html }))
    number_hints
  end

  def dir = File.dirname(path)

  # GitHub's rule: lower case, punctuation dropped, spaces become hyphens
  def self.anchor(heading) = heading.downcase.gsub(/[^\p{Word} -]/, '').tr(' ', '-')

  private

  # the lines that org-ruby gets: a block is a paragraph BLOCKn, a link leads to #@n
  def prose
    contents = block = nil
    File.readlines(path, chomp: true, encoding: 'utf-8').flat_map do |line|
      contents = line.end_with?(':TOC:') if line.start_with?('* ')
      case line
      when /^#\+TITLE: (.*)/ then @title = $1; next []
      when /^#\+begin_(\w+) *(\w*)/i then block = [$1 + $2]; next []
      when /^#\+end_/i then next ['', "BLOCK#{(@blocks << block).size - 1}", ''].tap { block = nil }
      when /^English \| \[\[|\]\[English\]\] \| / then next []
      end
      next (block << line) && [] if block
      next [] if contents || line =~ /^# |^#\+/

      [line.gsub(/\[\[(?!\S*svg\]\])([^\]]+)\]\[/) { "[[#@#{(@links << $1).size - 1}][" }]
    end
  end

  # A line's end is a space, but not between two Chinese characters; and where org wants a space,
  # between code and Chinese punctuation, there is none: a line would begin with the full stop.
  def joined(html) = html.gsub(/(?<=[\p{Han}，。；：、？！）》”])\s*\n\s*(?=[\p{Han}（《“])/, '')
                         .gsub(%r{(</(?:code|b|a|i)>)\s+(?=[，。；：、？！）》”])}, '\1')
                         .gsub(%r{(?<=[，。；：、？！（《“])\s+(?=<(?:code|b|a|i)\b)}, '')

  def cut(html)
    seen = Hash.new(0)
    html.split(/(?=<h\d>)/).then { |first, *rest| first.to_s.start_with?('<h') ? ['', first, *rest] : [first.to_s, *rest] }.map do |part|
      part =~ %r{\A<h(\d)>(.*?)</h\d>\n?}m
      heading = $2.to_s
      anchor = Text.anchor(plain(heading).strip)
      again = (seen[anchor] += 1) - 1
      Section.new($1.to_i, heading, again.zero? ? anchor : "#{anchor}-#{again}", finish($' || part))
    end
  end

  def finish(html)
    html.gsub(%r{<p>BLOCK(\d+)</p>}) { block(*@blocks[$1.to_i].then { |kind, *lines| [kind, lines] }) }
        .gsub(%r{<p><img src="([^"]*)"[^>]*>\s*</p>}) { @book.figure(File.join(dir, $1), lang) }
        .gsub(/href="#@(\d+)"/) { "href=\"#{@book.link(@links[$1.to_i], self)}\"" }
        .gsub(%r{<table>.*?</table>}m) { table($&) }
        .gsub(%r{<code>([^<]{21,})</code>}, '<code class="long">\1</code>') # others stay on one line
  end

  # On a phone a row of four cells or more, or of three of which two are long, is a list, in which
  # each cell says what it is. The columns of a long table do not wait for its last rows.
  def table(html)
    heads = html.scan(%r{<th>(.*?)</th>}m).map { |head| plain(head.first) }
    rows = html.scan(%r{<td>(.*?)</td>}m).flatten.map { |cell| wide(plain(cell)) }.each_slice([heads.size, 1].max).to_a
    most = heads.each_with_index.map { |head, n| [wide(head), *rows.map { |row| row[n] || 0 }].max }
    if heads.size > 3 || (heads.size == 3 && most.count { |letters| letters > 14 } > 1)
      html = html.gsub(%r{<tr>.*?</tr>}m) { |row| heads.each.then { |head| row.gsub('<td>') { %(<td data-head="#{escape(head.next)}">) } } }
      kind = ' class="wide"'
    end
    if rows.size > 7
      share = most.map { |letters| letters.clamp(9, heads.size < 5 ? 45 : 24) }
      share[-1] *= 2 if heads.size > 4 # many narrow columns, and what there is to say of them
      share[0] = share[0].clamp(share[1] * 3 / 7, share[1] * 4 / 5) if heads.size == 2
      columns = share.map { |part| "<col style=\"width:#{100 * part / share.sum}%\">" }.join
    end
    html.sub!('<table>', "<table#{kind}>#{columns && "<colgroup>#{columns}</colgroup>"}")
    %(<div class="table" tabindex="0">#{html.gsub('<th></th>', '<td></td>')}</div>)
  end

  # how many letters' room a text takes
  def wide(text) = text.size + text.scan(/\p{Han}/).size

  def block(kind, lines)
    kind = 'examplesh' if lines.any? { |line| line =~ %r{\A(\$ |# \./)} } # nobody runs it, but it is typed
    case kind
    when 'srcc' then @book.excerpt(lines, self)
    when 'examplesh' then %(<pre class="typed" tabindex="0">#{lines.map { |line| typed(line) }.join("\n")}</pre>\n)
    else %(<pre tabindex="0">#{escape(lines.join("\n"))}</pre>\n)
    end
  end

  # what is typed, and what the machine says to it
  def typed(line)
    return escape(line) unless line =~ /\A([$#] )(.*)/

    prompt, command = $1, $2
    # an option is not cut at its hyphens
    %(<span class="prompt">#{prompt}</span><kbd>#{escape(command).gsub(/(?<!\S)-\S{1,24}(?!\S)/, '<span>\0</span>')}</kbd>)
  end

  # a task's hints are read one by one
  def number_hints
    hints = sections.select { |section| path.include?('/assignments/') && %w[Hint 提示].include?(section.heading) }
    hints.each.with_index(1) do |section, n|
      section.html = %(<details id="#{section.anchor}"><summary>#{section.heading} #{n}</summary>\n#{section.html}</details>\n)
      section.level = 0
    end
  end
end
