# SPDX-License-Identifier: GPL-2.0
# The course as a static site, from the same org files as GitHub shows.
# usage: book.rb DIRECTORY, in the repository. What is wrong with a text stops it, a line each.
require 'digest'
require 'erb'
require 'fileutils'
require 'json'
require_relative 'text'
require_relative 'source'
require_relative 'figure'

Encoding.default_external = 'utf-8'

Page = Struct.new(:name, :lang, :title, :html, :sections, :lesson)

class Book
  HERE = __dir__
  LANGS = %w[en zh].freeze
  KEPT = %w[when-it-fails what-the-verifier-says glossary].freeze # sections that are pages, too

  def initialize(out)
    @out = out
    raise Wrong, "#{out}: not empty, and no book" if Dir.exist?(out) && !Dir.empty?(out) && !Dir.exist?("#{out}/.kept")

    @wrong = []
    @written = []
    @pages = {} # [lang, name] -> Page
    @sources = {} # path -> Source
    @shown = {} # path -> true: it has a page
    @words = table('words.tsv')
    @drawn = LANGS.to_h { |lang| [lang, Figure.words(lang)] }
    @orgs = {} # path -> [lang, name]
    chapters.each { |name, path| LANGS.each { |lang| @orgs[path.sub('.org', lang == 'zh' ? '.zh.org' : '.org')] = [lang, name] } }
  end

  def build
    @orgs.each { |path, (lang, name)| guard { text_page(name, lang, Text.new(self, path, lang)) } }
    guard { figures_stand }
    stop_if_wrong
    @pages.each_key { |lang, name| outline(name) if lang == 'zh' }
    stop_if_wrong
    LANGS.each { |lang| gathered(lang) }
    finish_texts
    check_links
    stop_if_wrong
    write
  end

  # -- what a text asks for

  # what is made of a text: what takes most of the time is kept for the next run
  def kept_of(text)
    path = ".kept/#{Digest::SHA256.hexdigest(text)}"
    html = File.exist?("#{@out}/#{path}") ? File.read("#{@out}/#{path}") : yield(text)
    put(path, html)
    html
  end

  def word(key, lang) = @words.fetch(key).fetch(lang)

  def link(target, text)
    return target if target =~ %r{^https?://}

    path, anchor = target.delete_prefix('file:').split('#', 2)
    file = path.empty? ? text.path : File.join(text.dir, path).then { |joined| clean(joined) }
    lang, name = @orgs[file]
    return "@/#{place(lang, name)}#{"##{anchor}" if anchor}" if name
    raise Wrong, "#{text.path}: #{target}: no such file" unless File.file?(file)

    "@/#{source_place(text.lang, file)}"
  end

  # a figure's file in either language: it is drawn in one
  def figure(path, lang)
    drawn = clean(path).sub(/\.zh\.svg\z/, '.svg')
    raise Wrong, "#{path}: no such file" unless [drawn, clean(path)].all? { |file| File.file?(file) }

    Figure.new(drawn, @drawn[lang]) { |href| url(lang, @orgs.fetch(clean("#{File.dirname(path)}/#{href}")).last) }.html(File.basename(drawn, '.svg'))
  end

  # C that a text quotes: coloured, with the lines' numbers in the file that they are from
  def excerpt(lines, text)
    places = Dir["#{text.dir}/*.[ch]"].sort + Dir['headers/*.h'].sort
    found = places.lazy.map { |path| [path, source(path).find(lines)] }.find(&:last)
    raise Wrong, "#{text.path}: excerpt in no source: #{lines.find { |line| line =~ /\S/ }}" unless found

    path, numbers = found
    numbers.each { |n| source(path).quoted[n] ||= @orgs[text.path].last }
    at = "@/#{source_place(text.lang, path)}#L#{numbers.first}"
    %(<div class="excerpt"><a class="from" href="#{at}" target="code">#{path.delete_prefix("#{text.dir}/")}:#{numbers.first}</a>) +
      %(<pre class="c" tabindex="0">#{Source.coloured(lines.join("\n"))}</pre></div>\n)
  end

  private

  def lessons = @lessons ||= Dir['tracing??-*'].sort

  # name -> the English org file, in the order of reading; whatever else stands at the top comes last
  def chapters
    others = (Dir['*.org'].grep_v(/\.zh\.org\z/) - %w[README.org BASICS.org]).sort_by { |path| [path == 'CONTRIBUTING.org' ? 1 : 0, path] }
    tasks = lessons.to_h { |lesson| [lesson, Dir["#{lesson}/assignments/*/task.org"].sort_by { |path| path[%r{assignments/(\d+)}, 1].to_i }] }
    { 'index' => 'README.org', 'basics' => 'BASICS.org' }
      .merge(lessons.map { |lesson|
        { lesson[/^\w+/] => "#{lesson}/README.org" }.merge(
          tasks[lesson].to_h { |path| ["#{lesson[/^\w+/]}-#{path[%r{assignments/(\d+)}, 1]}", path] })
      }.reduce(:merge)).merge(others.to_h { |path| [path.delete_suffix('.org').downcase, path] })
  end

  def table(file)
    head, *rows = File.readlines("#{HERE}/#{file}", chomp: true, encoding: 'utf-8').grep_v(/^#|^$/).map { |line| line.split("\t") }
    rows.to_h { |row| [row[0], head.zip(row).to_h] }
  end

  def clean(path) = path.split('/').each_with_object([]) { |part, all| part == '..' ? all.pop : (all << part unless part == '.') }.join('/')
  def place(lang, name) = "#{'zh/' if lang == 'zh'}#{name}.html"

  def source_place(lang, path)
    @shown[path] = true
    place(lang, "src/#{path.tr('/', '.')}")
  end

  def source(path) = @sources[path] ||= Source.new(self, path)

  def guard
    yield
  rescue Wrong => e
    @wrong << e.message
  end

  def stop_if_wrong
    return if @wrong.empty?

    abort @wrong.uniq.map { |line| "book: #{line}" }.join("\n")
  end

  # the drawings in Chinese that readers of the org files see
  def figures_stand
    Figure.chinese.each { |path, svg| @wrong << "#{path}: not as it is drawn: make figures" unless File.exist?(path) && File.read(path, encoding: 'utf-8') == svg }
  end

  # -- pages

  # what is found by its place needs the same outline in both languages
  def outline(name)
    shapes = LANGS.map { |lang| @pages[[lang, name]].sections.map(&:level) }
    @wrong << "#{name}: another outline in Chinese" if shapes.uniq.size > 1
  end

  def text_page(name, lang, text)
    @pages[[lang, name]] = Page.new(name, lang, text.title, nil, text.sections, File.dirname(text.path))
  end

  # the section that has an anchor in English, in a language: both have the same outline
  def kept(lang, name, anchor)
    at = @pages[['en', name]].sections.index { |section| section.anchor == anchor }
    at && @pages[[lang, name]].sections[at]
  end

  # the tables that are pages: what messages mean, what the verifier says, the glossary
  def gathered(lang)
    fails = lessons.filter_map { |lesson| lesson[/^\w+/].then { |name| kept(lang, name, KEPT[0])&.then { |section| [name, section] } } }
    fails.each { |name, section| section.html = rows(section.html, "#{name}-") }
    parts = fails.map { |name, section| Section.new(1, @pages[[lang, name]].title, name, section.html[%r{.*</table></div>}m]) }
    add(lang, 'messages', word('messages', lang), parts, nil)
    verifier = kept(lang, 'tracing01', KEPT[1])
    add(lang, 'verifier', plain(verifier.heading), [Section.new(0, '', '', rows(verifier.html, 'says-'))], lessons.first)
    glossary = kept(lang, 'basics', KEPT[2])
    names = terms('en').map { |term| "term-#{term.first.tr(' ', '-')}" }
    add(lang, 'glossary', plain(glossary.heading), [Section.new(0, '', '', glossary.html.gsub('<tr><td>') { "<tr id=\"#{names.shift}\"><td>" })], nil)
  end

  def add(lang, name, title, sections, lesson)
    @pages[[lang, name]] = Page.new(name, lang, title, nil, sections, lesson || '.')
  end

  # each row can be linked to, and is found by itself
  def rows(html, name)
    n = 0
    html.gsub(/<tr>(?=<td)/) { "<tr id=\"#{name}#{n += 1}\">" }
  end

  # the glossary: of each term what may stand for it in a text, and what it is
  def terms(lang)
    @terms ||= {}
    @terms[lang] ||= kept(lang, 'basics', KEPT[2]).html.scan(%r{<tr[^>]*><td>(.*?)</td><td>(.*?)</td>}m).map do |term, what|
      [*plain(term).sub(/\s*[(（].*/, '').split(/[、,] ?/), plain(what).gsub(/\s+/, ' ')]
    end
  end

  # -- what is linked in the prose

  def finish_texts
    @pages.each_value do |page|
      seen = {}
      page.html = page.sections.map do |section|
        heading = section.level.zero? ? '' : heading_html(section)
        heading + prose(section.html, page, seen)
      end.join
    end
  end

  def heading_html(section)
    level = section.level + 1
    %(<h#{level} id="#{section.anchor}">#{section.heading}<a class="here" href="##{section.anchor}" aria-hidden="true" tabindex="-1">#</a></h#{level}>\n)
  end

  # links in what is neither a link, nor a block, nor a figure already
  def prose(html, page, seen)
    inside = 0
    html.split(/(<[^>]*>)/).each_slice(2).map do |words, tag|
      words = name_terms(words, page, seen) if inside.zero? && page.name != 'glossary'
      inside += 1 if tag =~ /\A<(a|pre|figure|th|summary|code)\b/
      inside -= 1 if tag =~ %r{\A</(a|pre|figure|th|summary|code)>}
      "#{words}#{tag}"
    end.join.gsub(%r{<a\b.*?</a>|<pre\b.*?</pre>|<code[^>]*>([^<]*)</code>}m) { $1 ? name_code($&, $1, page) : $& }
  end

  def name_terms(words, page, seen)
    names = (@patterns ||= {})[page.lang] ||= patterns(page.lang)
    words.gsub(names) do |found|
      n = @meant[page.lang][found.downcase.sub(page.lang == 'en' ? /(?<!s)s\z/ : /\z\z/, '')] || @meant[page.lang][found.downcase]
      next found if n.nil? || seen[n]

      seen[n] = true
      %(<a class="term" href="@/#{place(page.lang, 'glossary')}#term-#{terms('en')[n].first.tr(' ', '-')}" title="#{escape(terms(page.lang)[n].last)}">#{found}</a>)
    end
  end

  def patterns(lang)
    (@meant ||= {})[lang] = terms(lang).each_with_index.flat_map { |(*names, _), n| names.map { |name| [name.downcase, n] } }.to_h
    all = @meant[lang].keys.sort_by { |name| -name.size }.map { |name| Regexp.escape(name) }
    return /\b(?i:#{all.join('|')})s?\b(?! [A-Z][a-z])/ if lang == 'en' # not in a name

    # a term of one character is one only where no word goes on
    all.map! { |name| name.size == 1 ? "(?<!\\p{Han})#{name}" : name }
    /(?<![A-Za-z])(?:#{all.join('|')})(?![A-Za-z])/i
  end

  # the name of a file leads to it, that of a function to its line
  def name_code(html, code, page)
    lesson = page.lesson[%r{\A[^/]+}]
    path, line = (@named ||= {})[[lesson, code]] ||= named(plain(code), lesson) || []
    path ? %(<a class="code" href="@/#{source_place(page.lang, path)}#{"#L#{line}" if line}" target="code">#{html}</a>) : html
  end

  def named(code, lesson)
    near = [lesson, 'headers', '.']
    if code =~ /\A([a-z_]\w+)\(\)\z/
      path = near.first(2).flat_map { |dir| dir == '.' ? [] : Dir["#{dir}/*.[ch]"].sort }.concat(commons).find { |file| source(file).definitions[$1] }
      path && [path, source(path).definitions[$1]]
    elsif code =~ %r{\A[\w./-]+\.(?:[ch]|sh)\z}
      path = near.map { |dir| clean("#{dir}/#{code}") }.find { |file| File.file?(file) } || commons.find { |file| File.basename(file) == code }
      path && [path]
    end
  end

  def commons = @commons ||= Dir['common/*/*.[ch]'].sort.partition { |path| path.end_with?('.c') }.flatten

  # -- is each link's end there?

  def check_links
    ids = @pages.to_h { |(lang, name), page| [place(lang, name), page.html.scan(/ id="([^"]*)"/).flatten] }
    ids.each { |file, all| all.tally.each { |id, times| @wrong << "#{file}: #{id}: #{times} times" if times > 1 } }
    @pages.each do |(lang, name), page|
      @wrong << "#{place(lang, name)}: not in the other language" unless @pages[[(LANGS - [lang]).first, name]]
      page.html.scan(%r{href="(?:@/([^"#]*))?(?:#([^"]*))?"}) do |file, anchor|
        next if file&.include?('src/')

        there = ids[file || place(lang, name)]
        @wrong << "#{place(lang, name)}: #{file}: no such page" unless there
        @wrong << "#{place(lang, name)}: #{file}##{anchor}: no such heading" if there && anchor && !there.include?(anchor)
      end
    end
  end

  # -- the site

  def write
    @template = ERB.new(File.read("#{HERE}/page.erb", encoding: 'utf-8'), trim_mode: '-')
    @pages.each { |(lang, name), page| put(place(lang, name), page_html(page)) }
    @shown.each_key { |path| LANGS.each { |lang| put(source_place(lang, path), page_html(source_page(path, source(path), lang))) } }
    %w[book.css book.js].each { |file| put(file, File.read("#{HERE}/#{file}", encoding: 'utf-8')) }
    LANGS.each { |lang| put("search-#{lang}.js", "window.bookIndex = #{JSON.generate(index(lang))};\n") }
    (Dir.glob("#{@out}/**/*", File::FNM_DOTMATCH).select { |file| File.file?(file) } - @written).each { |file| File.delete(file) }
    made = @written.grep_v(%r{/\.kept/})
    puts "#{@out}/index.html: #{made.size} files, #{made.sum { |file| File.size(file) } / 1024} kB"
  end

  def put(file, content)
    path = "#{@out}/#{file}"
    @written << path
    return if File.exist?(path) && File.binread(path) == content.b

    FileUtils.mkdir_p(File.dirname(path))
    File.binwrite(path, content)
  end

  def page_html(page)
    up = '../' * place(page.lang, page.name).count('/')
    @template.result_with_hash(page: page, up: up, book: self).gsub('"@/', "\"#{up}")
  end

  def source_page(path, from, lang)
    last = nil
    rows = from.html_lines.each_with_index.map do |line, n|
      quoted = from.quoted[n + 1]
      mark = quoted && quoted != last ? %(<a class="quoted" target="_top" href="@/#{place(lang, quoted)}">#{word('quoted', lang)}</a>) : ''
      last = quoted
      %(<span id="L#{n + 1}"#{' class="mark"' if quoted}>#{mark}#{line}</span>)
    end
    rows.pop if from.html_lines.last == ''
    Page.new("src/#{path.tr('/', '.')}", lang, path, %(<pre class="c source" tabindex="0">#{rows.join("\n")}</pre>), [], File.dirname(path))
  end

  # page, anchor, where it is, what it says: a section each, and each row of what is looked up by its message
  def index(lang)
    found = @pages.values.select { |page| page.lang == lang && !%w[messages verifier].include?(page.name) }.flat_map do |page|
      heading = nil # a row is under the last one
      page.html.split(/(?=<h[2-9]\b|<tr id=|<details\b)/).map do |part|
        anchor = part[/\A<\w+ id="([^"]*)"/, 1]
        heading = part[%r{\A<h\d[^>]*>(.*?)<a class="here"}m, 1] || part[%r{<summary>(.*?)</summary>}, 1] || heading
        ["#{page.name}.html#{"##{anchor}" if anchor}", [page.title, heading && plain(heading)].compact.join(' › '),
         plain(part.gsub(%r{<h\d.*?</h\d>|<title.*?</title>}m, '').gsub(%r{</(td|p|li|pre)>}, ' ')).gsub(/\s+/, ' ').strip]
      end
    end
    found.reject { |_, _, text| text.empty? }
  end

  public

  # -- for the template

  def url(lang, name) = "@/#{place(lang, name)}"
  def other(page) = url((LANGS - [page.lang]).first, page.name)
  def page_at(lang, name) = @pages[[lang, name]]
  def top(name) = name =~ /-/ && name !~ %r{^src/} ? name[/^\w+/] : name

  def short(lang, name)
    title = @pages[[lang, name]].title
    number = name[/-(\d+)$/, 1]
    number ? "#{number}. #{escape(title)}" : name == 'index' ? word('first', lang) : escape(title)
  end

  # the sidebar: the chapters; of the lesson that is open its assignments
  def menu(page)
    names = @pages.keys.filter_map { |lang, name| name if lang == page.lang }
    names.select { |name| name !~ /-/ || name.start_with?("#{top(page.name)}-") }
  end

  # What comes before and after: a chapter among the chapters; an assignment among its lesson's, of
  # which the lesson comes before the first, and the next chapter after the last.
  def neighbours(page)
    chapters = menu(page).reject { |name| name.include?('-') }
    at = chapters.index(top(page.name)) or return [nil, nil]
    tasks = menu(page).select { |name| name.include?('-') }
    order = page.name.include?('-') ? [chapters[at], *tasks, chapters[at + 1]] : chapters
    at = order.index(page.name)
    [at.positive? ? order[at - 1] : nil, order[at + 1]]
  end
end

ARGV.size == 1 or (warn 'usage: book.rb DIRECTORY'; exit 2)
begin
  Book.new(ARGV[0]).build
rescue Wrong, SystemCallError => e
  abort "book: #{e.message}"
end
