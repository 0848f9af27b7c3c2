# SPDX-License-Identifier: GPL-2.0
# A browser opens a page and says what its promise "finished" becomes, for book.t. In time as it
# passes: with virtual time, as --dump-dom has it, few frames are drawn, and hardly a move is seen.
# usage: browser.rb BROWSER URL
require 'io/nonblock'
require 'json'

browser, url = ARGV
theirs, ours = IO.pipe
from, to = IO.pipe
[theirs, to].each { |pipe| pipe.nonblock = false } # the browser takes EAGAIN for the end
flags = %w[--headless --no-sandbox --disable-gpu --allow-file-access-from-files --remote-debugging-pipe about:blank]
child = spawn(browser, *flags, 3 => theirs, 4 => to, %i[out err] => '/dev/null')
[theirs, to].each(&:close)
numbers = 0.step
ask = lambda do |method, params = {}, session = nil|
  id = numbers.next
  ours.write(JSON.generate({ id: id, method: method, params: params, sessionId: session }.compact), "\0")
  loop do
    answer = JSON.parse(from.gets("\0")&.chomp("\0") || abort("browser.rb: #{browser}: has ended"))
    next unless answer['id'] == id

    abort "browser.rb: #{method}: #{answer['error']}" if answer['error']
    break answer['result']
  end
end
at_exit { Process.kill(:TERM, child) && Process.wait(child) }
target = ask.call('Target.createTarget', url: 'about:blank', width: 1300, height: 900)
session = ask.call('Target.attachToTarget', targetId: target['targetId'], flatten: true)['sessionId']
ask.call('Page.navigate', { url: url }, session)
wait = "document.readyState === 'complete' ? finished : new Promise((then) => addEventListener('load', () => then(finished)))"
said = ask.call('Runtime.evaluate', { expression: wait, awaitPromise: true, returnByValue: true }, session)
abort "browser.rb: #{url}: #{said['exceptionDetails']}" if said['exceptionDetails']
puts said['result']['value']
