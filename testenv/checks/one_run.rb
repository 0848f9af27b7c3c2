# SPDX-License-Identifier: GPL-2.0
# What a text's examples show was seen in one run: a program has the same id wherever it is named,
# and one that is loaded later a higher one; an interface keeps its number, and a lab's two ends their
# addresses; times go on, by UTC, as fast as ping sends; as many packets are counted as are shown.
class OneRun
  HEX = /(?:\h\h\b ?){6}/.freeze
  attr_reader :found

  def initialize(source)
    @found = []
    @programs = {}   # name => id, since something was loaded or taken off
    @interfaces = {} # name => ifindex
    @echoes = {}     # of a ping, by its ICMP id: [sequence number, time]
    @ends = []       # MAC addresses
    @newest = @labs = 0
    @interval = 1.0
    typed('')
    block = false
    source.lines(chomp: true).each_with_index do |line, n|
      block = line.start_with?('#+begin_example') if line.start_with?('#+begin_example', '#+end_example')
      @line = n + 1
      line =~ /^[$#] (.*)/ ? typed($1) : shown(line) if block
    end
    echoes
  end

  private

  def wrong(what) = @found << "line #{@line}: #{what}"

  def typed(command)
    @command = command
    @latest = @packets = 0 # of this command
    @elided = false
    @last = {} # what a capture point showed last: [id, time]
    @labs += 1 if command =~ /testenv\.sh setup/
    @interval = (command[/ -i ([\d.]+)/, 1] || 1).to_f if command =~ /\bping .*&$|^ping /
    programs(command)
  end

  def shown(line)
    @elided = true if line == '...'
    loaded(line)
    programs(line)
    interfaces(line)
    addresses(line)
    time(line)
    counted(line)
  end

  def loaded(line)
    @programs.clear if line.start_with?('Success: Unloaded')
    name, id = line.match(/^Success: Loaded XDP program (\w+) \(id (\d+)\)/)&.captures
    return unless name

    wrong("#{name} is loaded later, and its id #{id} is not above #{@newest}") if id.to_i <= @newest
    @programs.delete(name)
    @programs.delete('xdp_dispatcher') # each time another one
  end

  # NAME (id N), ID N func NAME, NAME@N, and a line of xdpdump -D
  def programs(line)
    named = line.scan(/(\w+) \(id (\d+)\)/) + line.scan(/ID (\d+) func (\w+)/).map(&:reverse) + line.scan(/(\w+)@(\d+)\b/) +
            line.scan(/(\w+) +(?:native |skb )? *(\d+) +\h{16}\b/)
    named.each do |name, id|
      wrong("#{name} has the id #{id}, and had #{@programs[name]}") unless (@programs[name] ||= id) == id
      @newest = [@newest, id.to_i].max
    end
  end

  def interfaces(line)
    named = line.scan(/ on (\S+) \(ifindex (\d+)\)/) + line.scan(/"interface": "(\S+)", "ifindex": (\d+)/) +
            line.scan(/if_index (\d+)/).map { |(n)| [@command[/ -i (\S+)/, 1], n] }
    named.each do |name, number|
      next unless name # of a file

      wrong("#{name} is interface #{number}, and was #{@interfaces[name]}") unless (@interfaces[name] ||= number) == number
    end
  end

  def addresses(line)
    found = line.scan(/\b(?:\h\h:){5}\h\h\b/) + line.scan(/(?:src|dst): (\h{12})\b/).flatten
    found += line.scan(/(?:hdr:|0x0000: (?!\+)-?) *(#{HEX})(#{HEX}(?=.*\h\h \h\h))?/).flatten.compact
    @ends |= found.map { |address| address.delete(': ') }
    return if @ends.size <= 2 * [@labs, 1].max

    wrong("#{@ends.pop} is a third MAC address")
  end

  # Seconds of the day: of a line that begins with a time, or has one in JSON.
  def seconds(line)
    return $1.to_f % 86_400 if line =~ /^(\d{10}\.\d+): / || line =~ /^\{"time": (\d{10}\.\d+)/

    $1.to_i * 3600 + $2.to_i * 60 + $3.to_f if line =~ /^(\d\d):(\d\d):(\d\d\.\d+) /
  end

  def time(line)
    now = seconds(line) or return
    @packets += 1
    wrong('this is before the line above it') if now < @latest
    @latest = now
    @first ||= now
    wrong("this is more than an hour from #{Time.at(@first).utc.strftime('%T')}, the first time") if (now - @first).abs > 3600
    (@echoes[$1] ||= []) << [$2.to_i, now, @line] if line =~ /echo request, id (\d+), seq (\d+)/
    spacing(line, now)
  end

  # The packets that one capture point numbers come from the ping in the background.
  def spacing(line, now)
    point, id = line.match(/ (\w+\(\)@\w+).* id (\d+)\b/)&.captures
    return if point.nil? || @command.include?(' -r ')

    before, = @last[point]
    as_often(id.to_i - before, now - @last[point][1], "packets #{before} and #{id}") if before
    @last[point] = [id.to_i, now]
  end

  def as_often(packets, time, what)
    return if packets.zero? || (time / packets).between?(@interval * 0.9, @interval * 1.15)

    wrong(format('%s are %.3f s apart, where ping waits %.1f s', what, time, @interval))
  end

  def echoes
    @echoes.each_value do |pings|
      pings.sort.each_cons(2) do |(seq, time), (later, then_, line)|
        @line = line
        as_often(later - seq, then_ - time, "echo requests #{seq} and #{later}")
      end
    end
  end

  def counted(line)
    count = line[/^(\d+) packets captured/, 1] or return
    most = @command.split(/ -- | \| /, 2).first[/xdpdump.* -c (\d+)/, 1]
    wrong("#{count} packets captured, where -c asks for #{most}") if most && most != count
    wrong("#{count} packets captured, and #{@packets} shown") unless @elided || @command.include?(' -w ') || !@command.include?('xdpdump') || @packets == count.to_i
  end
end
