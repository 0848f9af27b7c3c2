# SPDX-License-Identifier: GPL-2.0
# A source file as the book shows it: coloured, its lines numbered, those that a text quotes marked.
class Source
  KEYWORDS = %w[break case const continue default do else enum extern for goto if inline return sizeof static struct
                switch typedef union volatile while void int char long unsigned signed short bool float double].freeze
  TOKEN = %r{(?<com>/\*.*?\*/|//[^\n]*)|(?<str>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?<pre>^[ \t]*\#[ \t]*\w+)|
             (?<num>\b0x\h+\b|\b\d+\w*\b)|(?<fun>\b[a-z_]\w*(?=\())|(?<word>\b[A-Za-z_]\w*\b)}mx
  attr_reader :path, :quoted

  def initialize(book, path)
    @book = book
    @path = path
    @code = File.read(path, encoding: 'utf-8')
    @quoted = {} # line -> who quotes it
  end

  # what a token holds over several lines is coloured in each, so that each can stand alone
  def self.coloured(code)
    at = 0
    html = +''
    while (found = TOKEN.match(code, at))
      html << escape(code[at...found.begin(0)])
      kind = %w[com str pre num fun].find { |name| found[name] }
      kind = 'key' if (found['word'] && KEYWORDS.include?(found['word'])) || (kind == 'fun' && KEYWORDS.include?(found['fun']))
      html << found[0].split("\n", -1).map { |part| kind && !part.empty? ? "<i class=#{kind}>#{escape(part)}</i>" : escape(part) }.join("\n")
      at = found.end(0)
    end
    html << escape(code[at..])
  end

  def lines = @lines ||= @code.lines(chomp: true)
  def squeezed = @squeezed ||= lines.map { |line| line.split.join(' ') }
  def c? = path =~ /\.[ch]$/
  def html_lines = @html_lines ||= (c? ? @book.kept_of(@code) { |code| Source.coloured(code) } : escape(@code)).split("\n", -1)

  # The numbers of the lines that an excerpt shows, or nil: they follow one another, but where
  # the excerpt has an empty line or "..."
  def find(excerpt)
    wanted = excerpt.map { |line| line.split.join(' ') }
    squeezed.each_index do |start|
      numbers = follow(wanted, start)
      return numbers if numbers
    end
    nil
  end

  # where a function or a macro is defined
  def definitions
    @definitions ||= lines.each_with_index.filter_map do |line, n|
      [Regexp.last_match(1), n + 1] if line =~ /^(?:[a-z_].*?[ *])?([a-z_]\w*)\([^;]*$/ && line !~ /^(?:return|else)\b/
    end.to_h
  end

  private

  def follow(wanted, start)
    at = start
    gap = false
    wanted.filter_map do |line|
      next (gap = true) && nil if line.empty? || line == '...'

      at += 1 while gap && at < squeezed.size && squeezed[at] != line
      return nil unless squeezed[at] == line

      gap = false
      at += 1
    end
  end
end
