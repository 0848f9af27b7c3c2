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

  private

  def drawing(name, at = nil)
    @svg.gsub(STYLE, '').gsub(/<!--.*?-->|<desc.*?<\/desc>/m, '').gsub(/\s*\n\s*/, "\n").strip
        .gsub(%r{(<(text|title)\b[^>]*>)([^<]*)(?=</\2>)}) { $1 + (code?($1) ? $3 : say($3)) }
        .gsub(/ href="([^"]*)"/) { %( href="#{@leads.call($1)}") }
        .sub('<svg ', %(<svg role="#{@svg.include?('<a ') ? 'group' : 'img'}"#{" class=\"#{at}\"" if at} aria-labelledby="#{name}-title" ))
        .sub('<title>', %(<title id="#{name}-title">))
  end

  def code?(tag) = tag =~ /class="[^"]*\bcode\b/

  def say(text)
    return text if text !~ /[[:alpha:]]/ || @words.nil?

    @words.fetch(text) { raise Wrong, "#{@path}: #{text}: not in testenv/book/figures.tsv" }
  end
end
