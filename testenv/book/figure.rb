# SPDX-License-Identifier: GPL-2.0
# A figure: drawn once, its words from a table. Within a page its colours are the page's; beside the
# drawing stands the same in Chinese, NAME.zh.svg, for who reads the org files.
# usage: figure.rb, in the repository: makes the Chinese ones
class Wrong < StandardError; end

class Figure
  STYLE = %r{<style>.*?</style>|<defs>.*?</defs>}m

  # what each text in a drawing is in a language, or nil: it is drawn in English
  def self.words(lang)
    head, *rows = File.readlines("#{__dir__}/figures.tsv", chomp: true, encoding: 'utf-8').grep_v(/^#|^$/).map { |line| line.split("\t") }
    lang == 'en' ? nil : rows.to_h { |row| [row[0], row[head.index(lang)]] }
  end

  # the drawings in Chinese: path -> what is to stand there
  def self.chinese
    words = words('zh')
    Dir['{tracing??-*,testenv/book}/*.svg'].sort.grep_v(/\.zh\.svg\z/).to_h do |path|
      [path.sub(/svg\z/, 'zh.svg'), new(path, words) { |href| href.sub(/org\z/, 'zh.org') }.alone]
    end
  end

  # words: of each text in the drawing, what it is in the page's language
  # leads: turns a link in the drawing, to an org file, into one of the page
  def initialize(path, words, &leads)
    @path = path
    @svg = File.read(path, encoding: 'utf-8')
    @words = words
    @leads = leads
  end

  # one drawing; or, where it tells of steps, one for each of them, with the radio buttons that choose
  def html(name)
    told = @svg.scan(%r{<desc class="on\d">([^<]*)</desc>}).flatten.map { |text| say(text) }
    return %(<figure class="drawing" tabindex="0">#{drawing(name)}</figure>\n) if told.empty?

    choice = told.each_index.map do |n|
      %(<input type="radio" name="#{name}" id="#{name}-#{n + 1}"#{' checked' if n.zero?}><label for="#{name}-#{n + 1}">#{n + 1}</label>)
    end
    stills = told.each_with_index.map do |text, n|
      %(<div class="still" tabindex="0">#{drawing("#{name}-at#{n + 1}", "at#{n + 1}")}<p><b>#{n + 1}.</b> #{text}</p></div>)
    end
    %(<figure class="drawing steps">#{choice.join}\n#{stills.join("\n")}</figure>\n)
  end

  # the drawing as a file of its own
  def alone = said(@svg)

  private

  def said(svg)
    svg.gsub(%r{(<(text|title|desc)\b[^>]*>)([^<]*)(?=</\2>)}) { $1 + (code?($1) ? $3 : say($3)) }
       .gsub(/ href="([^"]*)"/) { %( href="#{@leads.call($1)}") }
  end

  def drawing(name, at = nil)
    said(@svg.gsub(STYLE, '').gsub(/<!--.*?-->|<desc.*?<\/desc>/m, '')).gsub(/\s*\n\s*/, "\n").strip
        .sub('<svg ', %(<svg role="#{@svg.include?('<a ') ? 'group' : 'img'}"#{" class=\"#{at}\"" if at} aria-labelledby="#{name}-title" ))
        .sub('<title>', %(<title id="#{name}-title">))
  end

  def code?(tag) = tag =~ /class="[^"]*\bcode\b/

  def say(text)
    return text if text !~ /[[:alpha:]]/ || @words.nil?

    @words.fetch(text) { raise Wrong, "#{@path}: #{text}: not in testenv/book/figures.tsv" }
  end
end

if $PROGRAM_NAME == __FILE__
  begin
    Figure.chinese.each { |path, svg| File.write(path, svg) unless File.exist?(path) && File.read(path, encoding: 'utf-8') == svg }
  rescue Wrong, SystemCallError => e
    abort "figures: #{e.message}"
  end
end
