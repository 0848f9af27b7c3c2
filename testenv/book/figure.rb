# SPDX-License-Identifier: GPL-2.0
# A figure within a page: drawn once, its words from a table, its colours the page's.
class Figure
  STYLE = %r{<style>.*?</style>|<defs>.*?</defs>}m

  # words: of each text in the drawing, what it is in the page's language
  # leads: turns a link in the drawing, to an org file, into one of the page
  def initialize(path, words, &leads)
    @path = path
    @svg = File.read(path, encoding: 'utf-8')
    @words = words
    @leads = leads
  end

  def html(name)
    drawing = @svg.gsub(STYLE, '').gsub(/<!--.*?-->/m, '').gsub(/\s*\n\s*/, "\n").strip
                  .gsub(%r{(<(text|title|desc)\b[^>]*>)([^<]*)(?=</\2>)}) { $1 + (code?($1) ? $3 : say($3)) }
                  .gsub(/ href="([^"]*)"/) { %( href="#{@leads.call($1)}") }
                  .sub('<svg ', %(<svg role="#{@svg.include?('<a ') ? 'group' : 'img'}" aria-labelledby="#{name}-title" )).sub('<title>', %(<title id="#{name}-title">))
    %(<figure class="drawing" tabindex="0">#{drawing}</figure>\n)
  end

  private

  def code?(tag) = tag =~ /class="[^"]*\bcode\b/

  def say(text)
    return text if text !~ /[[:alpha:]]/ || @words.nil?

    @words.fetch(text) { raise Wrong, "#{@path}: #{text}: not in testenv/book/figures.tsv" }
  end
end
