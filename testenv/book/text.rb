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

  # a line's end is a space, but not between two Chinese characters
  def joined(html) = html.gsub(/(?<=[\p{Han}，。；：、？！）》”])\s*\n\s*(?=[\p{Han}（《“])/, '')

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
  end

  # on a phone a row of four cells or more is a list, in which each cell says what it is
  def table(html)
    heads = html.scan(%r{<th>(.*?)</th>}m).map { |head| escape(plain(head.first)) }
    if heads.size > 3
      html = html.gsub(%r{<tr>.*?</tr>}m) { |row| heads.each.then { |head| row.gsub('<td>') { %(<td data-head="#{head.next}">) } } }
      html.sub!('<table>', '<table class="wide">')
    end
    %(<div class="table" tabindex="0">#{html.gsub('<th></th>', '<td></td>')}</div>)
  end

  def block(kind, lines)
    case kind
    when 'srcc' then @book.excerpt(lines, self)
    when 'examplesh' then %(<pre class="typed" tabindex="0">#{lines.map { |line| typed(line) }.join("\n")}</pre>\n)
    else %(<pre tabindex="0">#{escape(lines.join("\n"))}</pre>\n)
    end
  end

  # what is typed, and what the machine says to it
  def typed(line)
    return escape(line) unless line =~ /\A([$#] )(.*)/

    %(<span class="prompt">#{$1}</span><kbd>#{escape($2)}</kbd>)
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
